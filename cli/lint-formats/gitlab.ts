import { fingerprintsOf } from './fingerprint.ts';
import { allFindings, type LintReport } from './report.ts';

const severities = { error: 'critical', warning: 'minor', info: 'info' } as const;

/** A GitLab Code Quality report. */
export function formatGitlab(report: LintReport): string {
  const findings = allFindings(report);
  const prints = fingerprintsOf(report);
  return JSON.stringify(
    findings.map((finding, index) => ({
      description: finding.message,
      check_name: `${finding.code} ${finding.name}`,
      fingerprint: prints[index],
      severity: severities[finding.severity],
      location: {
        path: finding.path,
        lines: { begin: finding.positions.start.line + 1, end: finding.positions.end.line + 1 },
      },
    })),
    null,
    2,
  );
}
