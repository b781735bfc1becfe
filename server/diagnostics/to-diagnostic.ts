import {
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
} from 'vscode-languageserver';
import type { Finding, RelatedLocation, Severity } from '../../lint/finding.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import { uriOf } from '../uris.ts';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** Ties a diagnostic that a client hands back to the finding that it was made of. */
export interface DiagnosticData {
  readonly finding: string;
}

export const findingKey = ({ code, range }: Finding): string => `${code}@${range.start}-${range.end}`;

export interface DiagnosticContext {
  /** The text that a path had when the finding was made, without which there are no lines. */
  fileAt(path: string): SourceFile | undefined;
  /** The URI of the folder that `docs/` stands in; absent where the rules' pages are not installed. */
  readonly docsBase: string | undefined;
}

/** Nothing for a finding in a file that was not read. */
export function toDiagnostic(finding: Finding, context: DiagnosticContext): Diagnostic | undefined {
  const file = context.fileAt(finding.path);
  if (!file) return undefined;
  const data: DiagnosticData = { finding: findingKey(finding) };
  const related = finding.related.flatMap((location) => toRelated(location, context));
  return {
    range: file.lines.toPositions(finding.range),
    severity: severities[finding.severity],
    code: finding.code,
    ...(context.docsBase !== undefined && {
      codeDescription: { href: `${context.docsBase}/${finding.docs}` },
    }),
    source: 'batchwise',
    message: finding.message,
    ...(related.length > 0 && { relatedInformation: related }),
    data,
  };
}

function toRelated(
  { path, range, message }: RelatedLocation,
  context: DiagnosticContext,
): DiagnosticRelatedInformation[] {
  const file = context.fileAt(path);
  if (!file) return [];
  return [{ location: { uri: uriOf(path), range: file.lines.toPositions(range) }, message }];
}
