import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { root } from '../../scripts/setup/paths.mjs';

/** `batchwise panel` as a user starts it, and the address that it prints. */
export async function startPanel(path: string): Promise<{ process: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [join(root, 'dist', 'cli.js'), 'panel', path, '--no-open'], {
    cwd: root,
  });
  let complaints = '';
  child.stderr.on('data', (text) => {
    complaints += text;
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line)?.[0];
    if (url) return { process: child, url };
  }
  throw new Error(`batchwise panel printed no address: ${complaints}`);
}

/** For what a busy machine may take its time over. */
export const patient = { timeout: 20_000 };

/** Waits until the figures are the best that the page will have for its knobs. */
export const settled = (page: Page) => page.locator('.simulated[aria-busy="false"]').waitFor();
