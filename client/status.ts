import * as vscode from 'vscode';
import { type LanguageClient, State } from 'vscode-languageclient/node';

/** Says beside the language whether the server runs, with the way into the panel. */
export function showStatus(client: LanguageClient): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('batchwise.server', { language: 'triton-config' });
  item.name = 'Batchwise';
  const update = (state: State): void => {
    item.busy = state === State.Starting;
    item.text = state === State.Stopped ? 'Batchwise is stopped' : 'Batchwise';
    item.severity =
      state === State.Stopped
        ? vscode.LanguageStatusSeverity.Error
        : vscode.LanguageStatusSeverity.Information;
    item.command =
      state === State.Stopped
        ? { command: 'batchwise.restartServer', title: 'Restart' }
        : { command: 'batchwise.openPanel', title: 'Open What-If Panel' };
  };
  update(State.Starting);
  return vscode.Disposable.from(
    item,
    client.onDidChangeState(({ newState }) => update(newState)),
  );
}
