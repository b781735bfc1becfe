import { createHash } from 'node:crypto';
import { allFindings, type LintReport } from './report.ts';

/**
 * A name for each finding that survives edits elsewhere in the file: of its rule, its file and the text of its line,
 * with a count where that is not unique. In the order of `allFindings`.
 */
export function fingerprintsOf(report: LintReport): string[] {
  const texts = new Map(report.files.map(({ file }) => [file.path, file]));
  const seen = new Map<string, number>();
  return allFindings(report).map((finding) => {
    const file = texts.get(finding.path);
    const line = file?.lines.lineRange(finding.positions.start.line);
    const key = [
      finding.code,
      finding.path,
      file && line ? file.text.slice(line.start, line.end).trim() : '',
    ].join('\0');
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return createHash('sha256').update(`${key}\0${before}`).digest('hex').slice(0, 32);
  });
}
