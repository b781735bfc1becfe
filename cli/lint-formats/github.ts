import { allFindings, type LintReport } from './report.ts';

const commands = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** Workflow commands of GitHub Actions: annotations on the changed lines. */
export function formatGithub(report: LintReport): string {
  return allFindings(report)
    .map((finding) => {
      const { start, end } = finding.positions;
      const place = `file=${property(finding.path)},line=${start.line + 1},col=${start.character + 1},endLine=${end.line + 1},endColumn=${end.character + 1}`;
      return `::${commands[finding.severity]} title=${property(`${finding.code} ${finding.name}`)},${place}::${data(finding.message)}`;
    })
    .join('\n');
}

// The escapes of @actions/core's command.ts.
const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
