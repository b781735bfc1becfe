import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type TextEdit as ProtocolEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Range } from '../../grammar/text.ts';
import type { Finding, Fix } from '../../lint/finding.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import { uriOf } from '../uris.ts';
import { type DiagnosticData, findingKey } from './to-diagnostic.ts';

/** The fixes of the findings that touch `range`, each tied to the diagnostic that the client shows for it. */
export function quickFixes(
  findings: readonly Finding[],
  range: Range,
  shown: readonly Diagnostic[],
  fileAt: (path: string) => SourceFile | undefined,
): CodeAction[] {
  return findings
    .filter((finding) => finding.range.start <= range.end && range.start <= finding.range.end)
    .flatMap((finding) => {
      const diagnostics = shown.filter((diagnostic) => isOf(diagnostic, finding));
      return finding.fixes.flatMap((fix): CodeAction[] => {
        const edit = toWorkspaceEdit(fix, fileAt);
        if (!edit) return [];
        const isPreferred = fix.safe && finding.fixes.length === 1;
        return [{ title: fix.title, kind: CodeActionKind.QuickFix, diagnostics, edit, isPreferred }];
      });
    });
}

function isOf(diagnostic: Diagnostic, finding: Finding): boolean {
  const data = diagnostic.data as Partial<DiagnosticData> | undefined;
  return diagnostic.source === 'batchwise' && data?.finding === findingKey(finding);
}

/** Nothing where one of the files is not known: half a fix is worse than none. */
function toWorkspaceEdit(
  fix: Fix,
  fileAt: (path: string) => SourceFile | undefined,
): WorkspaceEdit | undefined {
  const changes: Record<string, ProtocolEdit[]> = {};
  for (const { path, range, text } of fix.edits) {
    const file = fileAt(path);
    if (!file) return undefined;
    const uri = uriOf(path);
    changes[uri] ??= [];
    changes[uri].push({ range: file.lines.toPositions(range), newText: text });
  }
  return { changes };
}
