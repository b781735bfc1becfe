import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/setup/paths.mjs';
import { type Browser, launchBrowser, noBrowser, takeScreenshot } from './browser.ts';
import { patient, settled, startPanel } from './panel.ts';

describe.skipIf(noBrowser)(
  `batchwise panel in a browser${noBrowser ? ` (skipped: ${noBrowser})` : ''}`,
  () => {
    let panel: { process: ChildProcess; url: string };
    let browser: Browser;
    // A copy, because the files are edited below.
    const folder = join(mkdtempSync(join(tmpdir(), 'batchwise-panel-')), 'llama-3.1-8b-h100');

    beforeAll(async () => {
      cpSync(join(root, 'examples', 'llama-3.1-8b-h100'), folder, { recursive: true });
      panel = await startPanel(folder);
      browser = await launchBrowser();
      await browser.page.emulateMedia({ colorScheme: 'light' });
      await browser.page.goto(panel.url);
      await settled(browser.page);
    });

    afterAll(async () => {
      await browser?.close();
      panel?.process.kill();
      rmSync(dirname(folder), { recursive: true, force: true });
    });

    const text = async (selector: string) =>
      (await browser.page.locator(selector).first().textContent()) ?? '';
    const figure = (metric: string, batching: string) =>
      text(`[data-metric="${metric}"] [data-batching="${batching}"] .value`);

    it('shows the deployment and where its values come from', async () => {
      const { page } = browser;
      await takeScreenshot(page, 'panel-light');
      expect(await text('.facts')).toMatch(/Llama-3\.1-8B[\s\S]*H100/);
      await page.locator('.facts .traced').first().hover();
      expect(await text('.facts .tip:visible')).toMatch(/:\d+|default|from/);
    });

    it('shows the memory bar to scale', async () => {
      const { page } = browser;
      const widths = await page
        .locator('.memory-bar .segment')
        .evaluateAll((segments) => segments.map((segment) => segment.getBoundingClientRect().width));
      const whole = await page.locator('.memory-bar').evaluate((bar) => bar.getBoundingClientRect().width);
      expect(widths.length).toBeGreaterThanOrEqual(3);
      expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(whole, -1);
      expect(await text('.legend')).toMatch(/Weights[\s\S]*GiB/);
    });

    it('compares static with in-flight batching and explains the difference', async () => {
      expect(Number((await figure('tokens', 'inflight')).replace(/,/g, ''))).toBeGreaterThan(0);
      expect(await figure('ttft-p99', 'inflight')).toMatch(/s$/);
      // More requests come than static batches can serve: no figure stands for how long they wait.
      expect(await figure('ttft-p99', 'static')).toBe('grows');
      expect(await text('.rests-on')).toContain('100,000 simulated requests');
      expect(await text('.verdict')).toMatch(/\d×[\s\S]*Because/);
      expect(await text('.evidence')).not.toBe('');
    });

    it('draws who ran when, and reaches requests with the keyboard', async () => {
      const { page } = browser;
      for (const batching of ['static', 'inflight']) {
        expect(await page.locator(`.slots[data-batching="${batching}"] .request`).count()).toBeGreaterThan(
          10,
        );
      }
      expect(await page.locator('.slots[data-batching="static"] rect.waits').count()).toBeGreaterThan(0);
      expect(await page.locator('.slots[data-batching="inflight"] rect.waits').count()).toBe(0);
      await page.locator('.slots[data-batching="static"] .request[tabindex="0"]').focus();
      const first = await text('.readout');
      expect(first).toMatch(/Static, request \d+/);
      await page.keyboard.press('ArrowDown');
      expect(await text('.readout')).not.toBe(first);
      await settled(page);
      await takeScreenshot(page, 'panel-timeline');
    });

    it('simulates anew while a slider is moved, and takes it back with a reset', async () => {
      const { page } = browser;
      const before = await figure('requests', 'static');
      const slider = page.locator('[data-knob="maxBatchSize"] input[type="range"]');
      await slider.focus();
      for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowLeft');
      await expect.poll(() => figure('requests', 'static'), patient).not.toBe(before);
      expect(await text('.command')).toMatch(/^batchwise simulate .*--max-batch-size \d+/);
      expect(await text('.changed-list')).toContain('Max batch size');
      expect(page.url()).toContain('maxBatchSize=');

      await settled(page);
      const turned = await figure('requests', 'static');
      await page.reload();
      await settled(page);
      expect(await figure('requests', 'static')).toBe(turned);

      await page.locator('[data-knob="maxBatchSize"] .knob-origin button').click();
      await expect.poll(() => figure('requests', 'static'), patient).toBe(before);
      expect(page.url()).not.toContain('maxBatchSize=');
    });

    it('never stands in the way of typing, and marks what is no value', async () => {
      const { page } = browser;
      const field = page.locator('#knob-rate');
      await field.fill('fast');
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      await field.fill('0.5');
      expect(await field.getAttribute('aria-invalid')).toBe('false');
      await expect.poll(() => text('.command'), patient).toContain('--rate 0.5');
      await page.locator('.knobs .section-head button').click();
    });

    it('says so, in red and beyond the end of the bar, when a model does not fit', async () => {
      const { page } = browser;
      await page.locator('#knob-model').selectOption('meta-llama/Llama-3.1-70B');
      await page.locator('#knob-weights').selectOption('bf16');
      await page.locator('.memory-bar .overflow').waitFor();
      expect(await text('.state.problem')).toContain('Does not fit');
      expect(await page.locator('.comparison').count()).toBe(0);
      await takeScreenshot(page, 'panel-does-not-fit');
      await page.locator('.knobs .section-head button').click();
      await settled(page);
    });

    it('brings the dynamic batcher as a column of its own', async () => {
      const { page } = browser;
      await page.locator('.compare input').check();
      await expect.poll(() => page.locator('.comparison thead th').count(), patient).toBe(3);
      await page.locator('.compare input').uncheck();
    });

    it('follows the files as they are edited', async () => {
      const { page } = browser;
      const config = join(folder, 'model_repository', 'tensorrt_llm', 'config.pbtxt');
      const before = readFileSync(config, 'utf8');
      const field = page.locator('#knob-maxBatchSize');
      expect(await field.inputValue()).toBe('64');
      writeFileSync(config, before.replace('max_batch_size: 64', 'max_batch_size: 16'));
      await expect.poll(() => field.inputValue(), { timeout: 10_000 }).toBe('16');
      writeFileSync(config, before);
      await expect.poll(() => field.inputValue(), { timeout: 10_000 }).toBe('64');
    });

    it('follows the dark scheme and a narrow window without scrolling sideways', async () => {
      const { page } = browser;
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const light = await ground();
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await ground()).not.toBe(light);
      await settled(page);
      await takeScreenshot(page, 'panel-dark');
      await page.setViewportSize({ width: 700, height: 1000 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(700);
      await takeScreenshot(page, 'panel-narrow');
    });

    it('puts a deployment together from the catalogue where the files hold none', async () => {
      const { page } = browser;
      const empty = mkdtempSync(join(tmpdir(), 'batchwise-empty-'));
      const other = await startPanel(empty);
      try {
        await page.goto(other.url);
        await page.locator('.state', { hasText: 'No deployment found' }).first().waitFor();
        expect(await page.locator('.knobs').count()).toBe(0);
        await page.locator('[data-choose="model"]').selectOption('meta-llama/Llama-3.1-8B');
        await page.locator('[data-choose="gpu"]').selectOption('L40S');
        await page.locator('[data-choose="weights"]').selectOption('fp8');
        await page.locator('.comparison').waitFor();
        expect(await text('.command')).toMatch(/simulate --engine tensorrt-llm .*--weights fp8 .*--gpu L40S/);
      } finally {
        other.process.kill();
        rmSync(empty, { recursive: true });
      }
    });

    it('keeps its policy: nothing was refused, nothing failed', () => {
      // The stream of changes ends with its page: the reload above is no failure.
      const failures = browser.complaints.filter((one) => !/\/events net::ERR_ABORTED$/.test(one));
      expect(failures).toEqual([]);
    });
  },
);
