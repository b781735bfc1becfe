import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { createClient } from './language-client.ts';
import { showRulePages } from './rule-pages.ts';
import { showStatus } from './status.ts';
import { WhatIfPanel } from './what-if-panel.ts';

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel('Batchwise', { log: true });
  const started = createClient(context, output);
  client = started;
  const panel = new WhatIfPanel(context, started, output);
  context.subscriptions.push(
    output,
    panel,
    showStatus(started),
    showRulePages(started),
    vscode.commands.registerCommand('batchwise.openPanel', () => panel.open()),
    vscode.commands.registerCommand('batchwise.restartServer', () => started.restart()),
  );
  try {
    await started.start();
  } catch (error) {
    // Highlighting still works; the client has already shown what went wrong.
    output.error(error instanceof Error ? error : String(error));
  }
}

export function deactivate(): Promise<void> | undefined {
  return client?.stop();
}
