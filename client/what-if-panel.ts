import { readFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  type DeploymentsParams,
  type DeploymentsResult,
  deploymentsChanged,
  deploymentsRequest,
} from '../server/protocol.ts';
import { pathOf, uriOf } from '../server/uris.ts';
import type { DeploymentsMessage, PageMessage } from './panel/messages.ts';
import { fillPage } from './webview-page.ts';

const viewType = 'batchwise.panel';

/** The one what-if panel of a window: shown by the command, brought back after a restart of the editor. */
export class WhatIfPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private readonly disposables: vscode.Disposable[] = [];
  /** The document looked at last; the panel itself is none. */
  private document: vscode.Uri | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly client: LanguageClient,
    private readonly output: vscode.LogOutputChannel,
  ) {
    this.remember(vscode.window.activeTextEditor);
    this.disposables.push(
      vscode.window.onDidChangeActiveTextEditor((editor) => this.remember(editor)),
      vscode.window.registerWebviewPanelSerializer(viewType, {
        deserializeWebviewPanel: (panel) => this.show(panel),
      }),
      client.onNotification(deploymentsChanged, () => void this.sendDeployments()),
    );
  }

  async open(): Promise<void> {
    if (this.panel) {
      this.panel.reveal();
      await this.sendDeployments();
      return;
    }
    const column = vscode.ViewColumn.Beside;
    await this.show(vscode.window.createWebviewPanel(viewType, 'Batchwise What-If', column));
  }

  dispose(): void {
    this.panel?.dispose();
    for (const disposable of this.disposables) disposable.dispose();
  }

  private remember(editor: vscode.TextEditor | undefined): void {
    if (editor && editor.document.uri.scheme !== 'output') this.document = editor.document.uri;
  }

  /** Fills a panel and listens to it. The page asks for its data when it is ready, and again after it was hidden. */
  private async show(panel: vscode.WebviewPanel): Promise<void> {
    const folder = vscode.Uri.joinPath(this.context.extensionUri, 'dist', 'panel');
    this.panel = panel;
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.options = { enableScripts: true, localResourceRoots: [folder] };
    panel.webview.onDidReceiveMessage((message: PageMessage) => this.receive(message));
    const template = await readFile(vscode.Uri.joinPath(folder, 'index.html').fsPath, 'utf8');
    panel.webview.html = fillPage(template, panel.webview, folder);
  }

  private async receive(message: PageMessage): Promise<void> {
    if (message.type === 'ready') await this.sendDeployments();
    else if (message.type === 'reveal') await this.reveal(message.path, message.range);
  }

  private async sendDeployments(): Promise<void> {
    if (!this.panel) return;
    try {
      if (this.client.needsStart()) await this.client.start();
      const params: DeploymentsParams = this.document ? { uri: this.document.toString() } : {};
      const answer = await this.client.sendRequest<DeploymentsResult>(deploymentsRequest, params);
      const message: DeploymentsMessage = { type: 'deployments', ...answer, ...this.folder() };
      await this.panel?.webview.postMessage(message);
    } catch (error) {
      this.output.error(error instanceof Error ? error : String(error));
    }
  }

  /** The workspace folder of what is looked at: the page shows paths from there. */
  private folder(): { root?: string } {
    const folder =
      (this.document && vscode.workspace.getWorkspaceFolder(this.document)) ??
      vscode.workspace.workspaceFolders?.[0];
    return folder ? { root: folder.uri.fsPath } : {};
  }

  /** Opens a file at the place that a value comes from, beside the panel. Only files of the workspace are opened. */
  private async reveal(path: string, range: { readonly start: number; readonly end: number }): Promise<void> {
    const uri = vscode.Uri.parse(uriOf(path));
    if (!vscode.workspace.getWorkspaceFolder(uri) && pathOf(this.document?.toString() ?? '') !== path) return;
    const document = await vscode.workspace.openTextDocument(uri);
    const selection = new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
    await vscode.window.showTextDocument(document, { selection, viewColumn: vscode.ViewColumn.One });
  }
}
