import type { PositionRange } from '../../grammar/text.ts';
import type { Finding } from '../../lint/finding.ts';
import type { SourceFile } from '../../workspace/source-file.ts';

/** What every output format is made of: the files read, and their findings with positions. */
export interface LintReport {
  readonly version: string;
  readonly files: readonly { readonly file: SourceFile; readonly findings: readonly LocatedFinding[] }[];
  readonly seconds: number;
}

export interface LocatedFinding extends Finding {
  readonly positions: PositionRange;
}

export const allFindings = (report: LintReport): LocatedFinding[] =>
  report.files.flatMap((file) => file.findings);

export function summarise(report: LintReport) {
  const findings = allFindings(report);
  const of = (severity: Finding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length;
  return { files: report.files.length, errors: of('error'), warnings: of('warning'), infos: of('info') };
}
