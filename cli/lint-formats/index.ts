import type { Colors } from '../output.ts';
import { formatCompact } from './compact.ts';
import { formatGithub } from './github.ts';
import { formatGitlab } from './gitlab.ts';
import { formatJson } from './json.ts';
import { formatJunit } from './junit.ts';
import type { LintReport } from './report.ts';
import { formatSarif } from './sarif.ts';
import { formatText } from './text.ts';

export const lintFormats = ['text', 'json', 'sarif', 'github', 'gitlab', 'junit', 'compact'] as const;
export type LintFormat = (typeof lintFormats)[number];

export function formatReport(report: LintReport, format: LintFormat, colors: Colors, width: number): string {
  switch (format) {
    case 'text':
      return formatText(report, colors, width);
    case 'json':
      return formatJson(report);
    case 'sarif':
      return formatSarif(report);
    case 'github':
      return formatGithub(report);
    case 'gitlab':
      return formatGitlab(report);
    case 'junit':
      return formatJunit(report);
    case 'compact':
      return formatCompact(report);
  }
}
