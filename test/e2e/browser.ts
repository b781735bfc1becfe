import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { findChromium, root } from '../../scripts/setup/paths.mjs';

/** Why no browser test can run here; undefined where it can. */
export const noBrowser: string | undefined = findChromium() ? undefined : 'no Chromium found';

export interface Browser {
  readonly page: Page;
  /** What pages wrote as errors or could not load, for the message of a test that fails. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/**
 * Chromium with one page. The profile is one of its own in a temporary folder and lets third parties store: the
 * service worker that loads the resources of a VS Code webview is one, and is refused in a plain or incognito profile.
 */
export async function launchBrowser(): Promise<Browser> {
  const profile = mkdtempSync(join(tmpdir(), 'batchwise-chromium-'));
  mkdirSync(join(profile, 'Default'));
  const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
  writeFileSync(join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
  const executablePath = findChromium();
  if (!executablePath) throw new Error(noBrowser);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width: 1400, height: 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints: string[] = [];
  page.on('requestfailed', (request) => complaints.push(`${request.url()} ${request.failure()?.errorText}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return {
    page,
    complaints,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Keeps a picture of the page in `artifacts/screenshots/`. */
export async function takeScreenshot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(root, 'artifacts', 'screenshots', `${name}.png`) });
}
