import type { PositionRange } from '../../grammar/text.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { Colors } from '../output.ts';
import { padStart } from './words.ts';

const longest = 160;

/** The lines around a range with carets under it, as a compiler prints them. Tabs become spaces so that carets align. */
export function codeFrame(
  file: SourceFile,
  range: PositionRange,
  colors: Colors,
  mark: (text: string) => string,
): string {
  const first = Math.max(0, range.start.line - 1);
  const last = Math.min(file.lines.lineCount - 1, range.start.line + 1);
  const gutter = String(last + 1).length;
  const out: string[] = [];
  for (let line = first; line <= last; line++) {
    const { start, end } = file.lines.lineRange(line);
    const text = file.text.slice(start, end);
    const isMarked = line === range.start.line;
    // A long line is shown from a little before the mark.
    const shift = isMarked && range.start.character > longest - 40 ? range.start.character - 40 : 0;
    const shown = expand(text.slice(shift, shift + longest));
    out.push(
      `${colors.dim(`${padStart(String(line + 1), gutter)} │`)} ${isMarked ? shown : colors.dim(shown)}`.trimEnd(),
    );
    if (!isMarked) continue;
    const to = range.end.line === line ? range.end.character : text.length;
    const before = expand(text.slice(shift, range.start.character)).length;
    const width = Math.max(
      1,
      expand(text.slice(range.start.character, Math.min(to, shift + longest))).length,
    );
    out.push(`${colors.dim(`${' '.repeat(gutter)} │`)} ${' '.repeat(before)}${mark('^'.repeat(width))}`);
  }
  return out.join('\n');
}

const expand = (text: string): string => text.replaceAll('\t', '  ');
