import type { FrameLocator, Page } from 'playwright-core';

/** What a user does in a VS Code workbench, in the words of the user. */
export class Workbench {
  constructor(readonly page: Page) {}

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
    await this.page.waitForSelector('.explorer-folders-view .monaco-list-row', { timeout: 60_000 });
  }

  async openFile(path: string): Promise<void> {
    await this.page.keyboard.press('Control+KeyP');
    await this.pick(path, path.split('/').at(-1)!);
    await this.page.waitForSelector('.monaco-editor .view-lines', { timeout: 30_000 });
  }

  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    await this.pick(`>${title}`, title);
  }

  /** The lines of the Problems view, once one of them matches. */
  async problems(wanted: RegExp): Promise<string> {
    await this.runCommand('View: Focus Problems');
    const panel = this.page.locator('.markers-panel');
    await panel.filter({ hasText: wanted }).waitFor({ timeout: 30_000 });
    return (await panel.locator('.monaco-list').textContent()) ?? '';
  }

  /** Puts the cursor on a word of the open file and shows its hover. */
  async hover(word: string): Promise<string> {
    const line = this.page.locator('.view-line', { hasText: word }).first();
    await line.locator('span', { hasText: word }).last().hover();
    const hover = this.page.locator(
      '.monaco-hover:visible .hover-contents, .monaco-hover:visible .hover-row',
    );
    await hover.first().waitFor({ timeout: 20_000 });
    // It fades in: a picture taken at once shows a ghost.
    await this.page.waitForFunction(() =>
      document.getAnimations().every((animation) => animation.playState !== 'running'),
    );
    return (await hover.allInnerTexts()).join('\n');
  }

  /** What stands inside the webview that is open. */
  webview(): FrameLocator {
    return this.page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  }

  /** Fills the quick-input box until the first row is the wanted one: what is typed early can get lost. */
  private async pick(text: string, wanted: string): Promise<void> {
    const box = this.page.locator('.quick-input-box input').first();
    const first = this.page.locator('.quick-input-list .monaco-list-row').first();
    await box.waitFor({ timeout: 20_000 });
    for (let attempt = 0; attempt < 40; attempt++) {
      await box.fill(text);
      if (await first.filter({ hasText: wanted }).count()) {
        await this.page.keyboard.press('Enter');
        return;
      }
      await this.page.waitForTimeout(250);
    }
    throw new Error(`not found in the quick-input box: ${text}`);
  }
}
