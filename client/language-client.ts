import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { rulePageScheme } from './rule-pages.ts';

/** What the server reads and other extensions own the language of. Matched by pattern too, for other language names. */
const documentSelector = [
  { language: 'triton-config' },
  { scheme: 'file', pattern: '**/*.pbtxt' },
  ...['shellscript', 'markdown', 'yaml', 'dockercompose', 'dockerfile'].map((language) => ({
    scheme: 'file',
    language,
  })),
];

/** The client of the server that is packed beside this file; started by `start()`. */
export function createClient(
  context: vscode.ExtensionContext,
  outputChannel: vscode.LogOutputChannel,
): LanguageClient {
  const module = vscode.Uri.joinPath(context.extensionUri, 'dist', 'server.cjs').fsPath;
  const run = { module, transport: TransportKind.ipc };
  const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6009'] } };
  return new LanguageClient(
    'batchwise',
    'Batchwise',
    { run, debug },
    {
      documentSelector,
      outputChannel,
      diagnosticCollectionName: 'batchwise',
      initializationOptions: { rulePages: rulePageScheme },
      diagnosticPullOptions: { onChange: true, onTabs: true, onFocus: false, onSave: false },
    },
  );
}
