import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Browser, launchBrowser, noBrowser, takeScreenshot } from './browser.ts';
import { patient, settled, startPanel } from './panel.ts';

/** What a watched page keeps of its workers, and what a test may have it do to them. */
interface Watched {
  /** `start`, `ask 3`, `answer 3 10000`, `final 3 100000`, `end`: in this order. */
  log: string[];
  /** Last answers of runs are kept back. */
  hold: boolean;
  /** The worker that runs is not heard any more; one that starts after it is. */
  deaf: boolean;
  /** The script of the next worker is not there. */
  lost: boolean;
  /** Frames that the page drew while it waited for last answers. */
  frames: number;
}

declare global {
  var watched: Watched;
}

/** Runs in the page before its own script. */
function watchWorkers(): void {
  const state: Watched = { log: [], hold: false, deaf: false, lost: false, frames: 0 };
  globalThis.watched = state;
  let waits = false;
  const frame = (): void => {
    if (waits) state.frames++;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  globalThis.Worker = class extends Worker {
    private deaf = false;
    constructor(address: string | URL, options?: WorkerOptions) {
      super(state.lost ? './lost.js' : address, options);
      state.log.push('start');
    }
    override postMessage(message: { type: string; run: number }): void {
      if (message.type === 'simulate') {
        this.deaf ||= state.deaf;
        state.deaf = false;
        state.log.push(`ask ${message.run}`);
        waits = true;
      }
      super.postMessage(message);
    }
    override set onmessage(heard: (event: MessageEvent) => void) {
      super.onmessage = (event) => {
        const { type, run, final, totals } = event.data;
        if (this.deaf) return;
        if (type === 'answer') state.log.push(`${final ? 'final' : 'answer'} ${run} ${totals[0].count}`);
        if (final) waits = false;
        if (!final || !state.hold) heard(event);
      };
    }
    override terminate(): void {
      state.log.push('end');
      super.terminate();
    }
  };
}

describe.skipIf(noBrowser)(
  `the simulation of the panel in a worker${noBrowser ? ` (skipped: ${noBrowser})` : ''}`,
  () => {
    let panel: { process: ChildProcess; url: string };
    let browser: Browser;

    beforeAll(async () => {
      panel = await startPanel('examples/llama-3.1-8b-h100');
      browser = await launchBrowser();
      await browser.page.emulateMedia({ colorScheme: 'light' });
      await browser.page.addInitScript(watchWorkers);
      await browser.page.goto(panel.url);
      await settled(browser.page);
    });

    afterAll(async () => {
      await browser?.close();
      panel?.process.kill();
    });

    beforeEach(async () => {
      await browser.page.evaluate(() => {
        Object.assign(globalThis.watched, { hold: false, deaf: false, lost: false, frames: 0 });
      });
      await settled(browser.page);
      await browser.page.evaluate(() => globalThis.watched.log.splice(0));
    });

    const log = () => browser.page.evaluate(() => globalThis.watched.log);
    const change = (changed: Partial<Watched>) =>
      browser.page.evaluate((changed) => void Object.assign(globalThis.watched, changed), changed);
    const restsOn = async () => (await browser.page.locator('.rests-on').textContent()) ?? '';

    it('runs the page’s own script once more, and has the answer from there', async () => {
      const { page } = browser;
      expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual(['/panel.js']);
      await page.locator('#knob-rate').fill('9');
      await expect.poll(log, patient).toEqual(['ask 2', 'answer 2 400', 'answer 2 10000', 'final 2 100000']);
      await settled(page);
      expect(await restsOn()).toBe('100,000 simulated requests, the same for each column');
    });

    it('leaves the page free to draw while it simulates', async () => {
      const { page } = browser;
      await page.locator('#knob-seed').fill('1');
      await expect.poll(log, patient).toContain('final 3 100000');
      // A page that simulated itself would draw nothing between the question and the answer.
      expect(await page.evaluate(() => globalThis.watched.frames)).toBeGreaterThan(2);
    });

    it('shows progress of what takes its time, takes input meanwhile, and stops when told to', async () => {
      const { page } = browser;
      await change({ hold: true });
      await page.locator('#knob-seed').fill('2');
      const line = page.getByRole('progressbar', { name: 'Simulating' });
      await line.waitFor();
      await expect
        .poll(restsOn, patient)
        .toMatch(/^10,000 simulated requests so far, \d+ % of a better answer Stop$/);
      await expect
        .poll(async () => Number(await line.getAttribute('aria-valuenow')), patient)
        .toBeGreaterThan(10);
      await takeScreenshot(page, 'panel-progress');
      const field = page.locator('#knob-promptTokens');
      await field.fill('many');
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      await field.fill('98');

      await page.getByRole('button', { name: 'Stop' }).click();
      await line.waitFor({ state: 'detached' });
      expect(await restsOn()).toBe('10,000 simulated requests, the same for each column');
    });

    it('ends the older run when a knob is turned on, and answers for the newest position', async () => {
      const { page } = browser;
      await page.evaluate(async () => {
        const slider = document.querySelector<HTMLInputElement>('[data-knob="rate"] input[type="range"]')!;
        for (let i = 0; i < 12; i++) {
          slider.stepUp();
          slider.dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise(requestAnimationFrame);
        }
      });
      await settled(page);
      const lines = await log();
      const asked = lines.filter((line) => line.startsWith('ask'));
      const last = asked.at(-1)!.split(' ')[1];
      expect(asked.length).toBeGreaterThan(5);
      expect(lines.at(-1)).toBe(`final ${last} 100000`);
      expect(lines.filter((line) => line.startsWith('final')).length).toBeLessThan(asked.length);
    });

    /** Has the page ask while its worker is, as far as it knows, deep in a refinement, and hears no more of that one. */
    async function interruptDeafWorker(changed: Partial<Watched> = {}): Promise<void> {
      const { page } = browser;
      await change({ hold: true });
      await page.locator('#knob-seed').fill('4');
      await expect.poll(log, patient).toContainEqual(expect.stringMatching(/^final/));
      await change({ hold: false, deaf: true, ...changed });
      await page.locator('#knob-seed').fill('5');
    }

    it('takes a fresh worker where the old one is deep in what nobody wants', async () => {
      const { page } = browser;
      await interruptDeafWorker();
      await expect
        .poll(async () => (await log()).filter((line) => line.startsWith('final')).length, patient)
        .toBe(2);
      const lines = await log();
      expect(lines.filter((line) => line === 'end' || line === 'start')).toEqual(['end', 'start']);
      await settled(page);
      expect(page.workers()).toHaveLength(1);
      expect(await restsOn()).toContain('100,000');
    });

    it('says what to do where the worker cannot be started, and goes on when it can', async () => {
      const { page } = browser;
      await interruptDeafWorker({ lost: true });
      const alert = page.getByRole('alert');
      await alert.waitFor();
      expect(await alert.textContent()).toMatch(/could not be loaded\.[\s\S]*Try again/);
      expect(await page.locator('.command').textContent()).toContain('--seed 5');
      expect(await page.locator('.comparison').count()).toBe(0);
      await takeScreenshot(page, 'panel-failed');
      await change({ lost: false });
      await alert.getByRole('button', { name: 'Try again' }).click();
      await settled(page);
      expect(await alert.count()).toBe(0);
      expect(await restsOn()).toContain('100,000');
    });
  },
);
