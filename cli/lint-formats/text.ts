import type { Severity } from '../../lint/finding.ts';
import type { Colors } from '../output.ts';
import { codeFrame } from '../report/code-frame.ts';
import { wrap } from '../report/words.ts';
import { allFindings, type LintReport, summarise } from './report.ts';

/** For a person: place, message, the lines themselves, what to do; then a count. */
export function formatText(report: LintReport, colors: Colors, width: number): string {
  const blocks: string[] = [];
  for (const { file, findings } of report.files) {
    for (const finding of findings) {
      const { start } = finding.positions;
      const mark = paint(finding.severity, colors);
      const lines = [
        `${colors.bold(`${file.path}:${start.line + 1}:${start.character + 1}`)}  ${mark(`${finding.severity} ${finding.code}`)} ${colors.dim(finding.name)}`,
        wrap(finding.message, width, '  '),
        codeFrame(file, finding.positions, colors, mark),
        ...finding.related.map((related) =>
          colors.dim(`  see ${placeOf(report, related.path, related.range.start)}: ${related.message}`),
        ),
        ...finding.fixes.map(
          (fix) => `  ${colors.green('fix')} ${fix.title}${fix.safe ? '' : colors.dim(' (--fix-unsafe)')}`,
        ),
      ];
      blocks.push(lines.join('\n'));
    }
  }
  blocks.push(closing(report, colors));
  return blocks.join('\n\n');
}

export function paint(severity: Severity, colors: Colors): (text: string) => string {
  return severity === 'error' ? colors.red : severity === 'warning' ? colors.yellow : colors.blue;
}

function closing(report: LintReport, colors: Colors): string {
  const { files, errors, warnings, infos } = summarise(report);
  const read = plural(files, 'file');
  if (errors + warnings + infos === 0) return `${colors.green('✓')} ${read}, nothing to report`;
  const counts = [
    errors && colors.red(plural(errors, 'error')),
    warnings && colors.yellow(plural(warnings, 'warning')),
    infos && colors.blue(plural(infos, 'remark')),
  ];
  const fixable = allFindings(report).filter((finding) => finding.fixes.some((fix) => fix.safe)).length;
  const more = fixable > 0 ? `, ${fixable} of them mended by --fix` : '';
  return `${counts.filter(Boolean).join(', ')} in ${read}${more}. ${colors.dim('batchwise explain CODE says more.')}`;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function placeOf(report: LintReport, path: string, offset: number): string {
  const file = report.files.find((entry) => entry.file.path === path)?.file;
  return file ? `${path}:${file.lines.positionAt(offset).line + 1}` : path;
}
