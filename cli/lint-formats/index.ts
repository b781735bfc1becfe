import type { Colors } from '../output.ts';
import { formatCompact } from './compact.ts';
import { formatGithub } from './github.ts';
import { formatJson } from './json.ts';
import { formatJunit } from './junit.ts';
import type { LintReport } from './report.ts';
import { formatText } from './text.ts';

export const lintFormats = ['text', 'json', 'sarif', 'github', 'gitlab', 'junit', 'compact'] as const;
export type LintFormat = (typeof lintFormats)[number];

/** Formats with fingerprints load what they hash with only when they are asked for. */
export async function formatReport(
  report: LintReport,
  format: LintFormat,
  colors: Colors,
  width: number,
): Promise<string> {
  switch (format) {
    case 'text':
      return formatText(report, colors, width);
    case 'json':
      return formatJson(report);
    case 'sarif':
      return (await import('./sarif.ts')).formatSarif(report);
    case 'github':
      return formatGithub(report);
    case 'gitlab':
      return (await import('./gitlab.ts')).formatGitlab(report);
    case 'junit':
      return formatJunit(report);
    case 'compact':
      return formatCompact(report);
  }
}
