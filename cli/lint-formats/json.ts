import { type LintReport, summarise } from './report.ts';

/** The shape of the contract; lines and characters count from 0, as in the Language Server Protocol. */
export function formatJson(report: LintReport): string {
  return JSON.stringify(
    {
      version: report.version,
      files: report.files.map(({ file, findings }) => ({
        path: file.path,
        findings: findings.map((finding) => ({
          code: finding.code,
          name: finding.name,
          severity: finding.severity,
          message: finding.message,
          range: finding.positions,
          docs: finding.docs,
          fixable: finding.fixes.length > 0,
        })),
      })),
      summary: { ...summarise(report), wall_s: Number(report.seconds.toFixed(3)) },
    },
    null,
    2,
  );
}
