import { allFindings, type LintReport } from './report.ts';

/** One line a finding, `path:line:column: severity CODE message`, for editors and scripts. */
export function formatCompact(report: LintReport): string {
  return allFindings(report)
    .map(
      ({ path, positions: { start }, severity, code, message }) =>
        `${path}:${start.line + 1}:${start.character + 1}: ${severity} ${code} ${message}`,
    )
    .join('\n');
}
