import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type RulePageParams, type RulePageResult, rulePageRequest } from '../server/protocol.ts';

/** Of the addresses that findings give for their rules: `batchwise:/docs/rules/BWT003.md`. */
export const rulePageScheme = 'batchwise';

/** Shows the pages of rules, which the server writes when they are asked for. */
export function showRulePages(client: LanguageClient): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(rulePageScheme, {
    async provideTextDocumentContent({ path }) {
      const code = /([A-Z]+\d+)\.md$/.exec(path)?.[1] ?? '';
      if (client.needsStart()) await client.start();
      const params: RulePageParams = { code };
      const { text } = await client.sendRequest<RulePageResult>(rulePageRequest, params);
      return text ?? `There is no rule ${code}.\n`;
    },
  });
}
