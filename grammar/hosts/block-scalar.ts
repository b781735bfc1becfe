import { type Excerpt, ExcerptBuilder } from '../shell/excerpt.ts';

/**
 * Lines up the value of a block scalar of YAML (`|` or `>`) with its lines between `start`, where the `|` stands, and
 * `end`. Undefined where the two do not fit together.
 */
export function alignBlock(file: Excerpt, start: number, end: number, value: string): Excerpt | undefined {
  const headerEnd = file.text.indexOf('\n', start);
  if (headerEnd < 0 || headerEnd >= end) return value === '' ? file.slice(start, start) : undefined;
  const lines = withoutIndentation(file, headerEnd + 1, end);
  return lines.text.startsWith(value) ? lines.slice(0, value.length) : unfold(lines, value);
}

/** The lines of a block without the indentation of its first line that holds anything. */
function withoutIndentation(file: Excerpt, start: number, end: number): Excerpt {
  const builder = new ExcerptBuilder(file);
  let indent: number | undefined;
  for (let at = start; at < end; ) {
    const lineBreak = file.text.indexOf('\n', at);
    const next = lineBreak < 0 || lineBreak >= end ? end : lineBreak + 1;
    const hasBreak = next > at && file.text[next - 1] === '\n';
    let stop = hasBreak ? next - 1 : next;
    if (file.text[stop - 1] === '\r' && stop > at) stop--;
    const line = file.text.slice(at, stop);
    if (indent === undefined && line.trim() !== '') indent = line.search(/[^ ]/);
    builder.copy(Math.min(stop, at + leadingBlanks(line, indent ?? line.length)), stop);
    if (hasBreak) builder.copy(next - 1, next);
    at = next;
  }
  return builder.build();
}

function leadingBlanks(line: string, most: number): number {
  let blanks = 0;
  while (blanks < most && line[blanks] === ' ') blanks++;
  return blanks;
}

/** A folded block: single line breaks became blanks, the first of several was dropped. */
function unfold(lines: Excerpt, value: string): Excerpt | undefined {
  const builder = new ExcerptBuilder(lines);
  let at = 0;
  for (let done = 0; done < value.length; ) {
    const from = at;
    while (at < lines.text.length && lines.text[at] === value[done] && done < value.length) {
      at++;
      done++;
    }
    if (at > from) builder.copy(from, at);
    if (done >= value.length) break;
    if (lines.text[at] !== '\n') return undefined;
    if (value[done] === ' ') {
      builder.replace(' ', at, at + 1);
      done++;
    }
    at++;
  }
  return builder.build();
}
