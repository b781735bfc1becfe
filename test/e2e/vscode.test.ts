import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsixPath } from '../../scripts/package.mjs';
import { root } from '../../scripts/setup/paths.mjs';
import { type Browser, launchBrowser, noBrowser, takeScreenshot } from './browser.ts';
import { type CodeServer, noCodeServer, startCodeServer } from './code-server.ts';
import { Workbench } from './workbench.ts';

const missing = noBrowser ?? noCodeServer;
const because = missing ? ` (skipped: ${missing})` : '';

/** The example with a mistake planted: a preferred batch that the maximum does not allow. */
function plantedExample(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'batchwise-')), 'llama-3.1-8b-h100');
  cpSync(join(root, 'examples', 'llama-3.1-8b-h100'), folder, { recursive: true });
  const path = join(folder, 'model_repository', 'tensorrt_llm', 'config.pbtxt');
  const text = readFileSync(path, 'utf8');
  const planted = text.replace('preferred_batch_size: [ 64 ]', 'preferred_batch_size: [ 512 ]');
  if (planted === text) throw new Error('the example has changed: nothing was planted');
  writeFileSync(path, planted);
  return folder;
}

describe.skipIf(missing)(`the packed extension in a VS Code workbench${because}`, () => {
  let folder: string;
  let server: CodeServer;
  let browser: Browser;
  let workbench: Workbench;

  beforeAll(async () => {
    folder = plantedExample();
    server = await startCodeServer(vsixPath);
    browser = await launchBrowser();
    workbench = new Workbench(browser.page);
    await workbench.open(server.urlOf(folder));
    await workbench.openFile('tensorrt_llm/config.pbtxt');
  });

  afterAll(async () => {
    if (browser) {
      await takeScreenshot(browser.page, 'vscode-last');
      await browser.close();
    }
    await server?.stop();
    if (folder) rmSync(dirname(folder), { recursive: true, force: true });
  });

  it('colours the file in its own language', async () => {
    const { page } = browser;
    await page.locator('.statusbar-item', { hasText: 'Triton config.pbtxt' }).waitFor({ timeout: 20_000 });
    const colourOf = (text: string) =>
      page
        .locator('.view-line span span', { hasText: text })
        .first()
        .evaluate((element) => getComputedStyle(element).color);
    // The colours come a moment after the text.
    const colours = async () =>
      new Set([
        await colourOf('max_batch_size'),
        await colourOf('"tensorrtllm"'),
        await colourOf('# The engine'),
      ]);
    await expect.poll(async () => (await colours()).size, { timeout: 20_000 }).toBe(3);
  });

  it('underlines the planted mistake and lists it under Problems', async () => {
    await browser.page.waitForSelector('.monaco-editor .squiggly-error, .monaco-editor .squiggly-warning', {
      timeout: 30_000,
    });
    const problems = await workbench.problems(/512/);
    expect(problems).toMatch(/BW[A-Z]\d+/);
    expect(problems).toContain('config.pbtxt');
    await takeScreenshot(browser.page, 'vscode-problems');
  });

  it('opens the page of a rule from the code of its finding', async () => {
    const { page } = browser;
    await page
      .locator('.markers-panel a', { hasText: /^BW[A-Z]\d+$/ })
      .first()
      .click();
    await page.locator('.tab.active', { hasText: /^BW[A-Z]\d+\.md/ }).waitFor({ timeout: 20_000 });
    await page.locator('.view-line', { hasText: 'preferred' }).first().waitFor({ timeout: 20_000 });
    await takeScreenshot(page, 'vscode-rule');
    await workbench.openFile('tensorrt_llm/config.pbtxt');
    await page.locator('.tab.active', { hasText: 'config.pbtxt' }).waitFor();
  });

  it('explains a field on hover', async () => {
    await workbench.runCommand('View: Focus Active Editor Group');
    const hover = await workbench.hover('max_queue_delay_microseconds');
    expect(hover).toContain('Unit: microseconds');
    await takeScreenshot(browser.page, 'vscode-hover');
    await browser.page.keyboard.press('Escape');
  });

  it('sees the mistake go when it is mended', async () => {
    const { page } = browser;
    await workbench.runCommand('View: Focus Active Editor Group');
    await page.locator('.view-line', { hasText: 'preferred_batch_size' }).click();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.type('preferred_batch_size: [ 32 ');
    await page.locator('.markers-panel').filter({ hasNotText: '512' }).waitFor({ timeout: 20_000 });
    await page.waitForFunction(() => !document.querySelector('.markers-panel')?.textContent?.includes('512'));
  });

  it('shows the what-if panel, whose numbers move with a knob', async () => {
    await workbench.runCommand('View: Hide Panel');
    await workbench.runCommand('Batchwise: Open What-If Panel');
    const panel = workbench.webview();
    const throughput = panel.locator('tr[data-metric] td[data-batching="inflight"] .value').first();
    await throughput.waitFor({ timeout: 60_000 });
    await panel.locator('.simulated[aria-busy="false"]').waitFor({ timeout: 60_000 });
    const before = await panel.locator('.latency').textContent();
    await takeScreenshot(browser.page, 'vscode-panel');
    await panel.locator('#knob-rate').fill('1');
    await expect.poll(() => panel.locator('.latency').textContent(), { timeout: 20_000 }).not.toBe(before);
    await panel.locator('.simulated[aria-busy="false"]').waitFor();
    await takeScreenshot(browser.page, 'vscode-panel-turned');
  });

  it('simulates in a worker, as the policy of the webview allows, and refuses nothing of it', async () => {
    const panel = workbench.webview();
    expect(await panel.locator('.rests-on').textContent()).toContain('100,000 simulated requests');
    // The workbench has workers of its own.
    const workers = browser.page.workers().map(async (worker) => ({
      name: await worker.evaluate(() => self.name),
      address: worker.url(),
    }));
    expect(await Promise.all(workers)).toContainEqual({
      name: 'batchwise simulator',
      address: expect.stringMatching(/^blob:/),
    });
    const refused = browser.complaints.filter((one) => /content security policy/i.test(one));
    expect(refused).toEqual([]);
  });

  it('has one panel, however often it is asked for', async () => {
    await workbench.runCommand('Batchwise: Open What-If Panel');
    await browser.page.waitForTimeout(500);
    expect(await browser.page.locator('.tab', { hasText: 'Batchwise What-If' }).count()).toBe(1);
  });

  it('opens the file that a value comes from', async () => {
    const { page } = browser;
    // The GPU stands in a line for Batchwise in the launch script.
    await workbench.webview().locator('button.traced', { hasText: 'H100' }).first().click();
    await page.locator('.tab.active', { hasText: 'launch.sh' }).waitFor({ timeout: 20_000 });
  });

  it('brings the panel back, knobs as they were, when the window is loaded again', async () => {
    // Marks this page, so that what is seen next is seen in the new one.
    await browser.page.evaluate(() => document.body.setAttribute('data-before', ''));
    await workbench.runCommand('Developer: Reload Window');
    await browser.page.waitForSelector('body:not([data-before]) .monaco-workbench', { timeout: 60_000 });
    const panel = workbench.webview();
    await panel.locator('.latency').waitFor({ timeout: 60_000 });
    expect(await panel.locator('#knob-rate').inputValue()).toBe('1');
  });
});
