import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/**
 * The page of the panel for a webview, from the template that plain browsers get too. Only our one script runs,
 * and once more in a worker, which takes a blob of it; only our style sheet is loaded; there is no network.
 */
export function fillPage(template: string, webview: vscode.Webview, folder: vscode.Uri): string {
  const address = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(folder, name)).toString();
  const nonce = randomBytes(16).toString('base64');
  const parts: Readonly<Record<string, string>> = {
    nonce,
    csp: [
      "default-src 'none'",
      `style-src ${webview.cspSource}`,
      `img-src ${webview.cspSource} data:`,
      `font-src ${webview.cspSource}`,
      `script-src 'nonce-${nonce}'`,
      `connect-src ${webview.cspSource}`,
      'worker-src blob:',
    ].join('; '),
    style: address('panel.css'),
    script: address('panel.js'),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (placeholder, name: string) => {
    const part = parts[name];
    return part === undefined ? placeholder : part.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  });
}
