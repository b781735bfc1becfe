import { matchNumber } from './numbers.ts';
import { matchString } from './strings.ts';
import type { ReaderReport, TextprotoIssue } from './tree.ts';
import { utf8Length } from './utf8.ts';

/** A token as the C++ tokenizer cuts it: no placeholders, one byte at a time outside of ASCII. */
export interface ReaderToken {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const identifier = /[A-Za-z_]\w*/y;

/** The token that the C++ parser sees next at or after an offset; empty at the end of the text. */
export function nextToken(text: string, from: number): ReaderToken {
  const start = skipBlank(text, from);
  identifier.lastIndex = start;
  const word = identifier.exec(text);
  const quote = text.charCodeAt(start);
  const end = word
    ? start + word[0].length
    : quote === 34 || quote === 39
      ? matchString(text, start)
      : Math.max(matchNumber(text, start), Math.min(start + 1, text.length));
  return { start, end, text: text.slice(start, end) };
}

/** The first offset at or after `from` that is neither white space, control character nor comment. */
function skipBlank(text: string, from: number): number {
  let i = from;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 35) {
      const end = text.indexOf('\n', i);
      if (end < 0) return text.length;
      i = end;
    } else if (code > 32) return i;
  }
  return i;
}

/** One-based line and column as the C++ parser prints them: bytes of UTF-8, tabs to the next multiple of eight. */
export function readerPosition(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    start = at + 1;
  }
  let column = 0;
  for (let from = start; from < offset; ) {
    const tab = text.indexOf('\t', from);
    const end = tab < 0 || tab >= offset ? offset : tab;
    column += utf8Length(text, from, end);
    if (end === tab) column += 8 - (column % 8);
    from = end === tab ? end + 1 : end;
  }
  return { line, column: column + 1 };
}

const stages = { token: 0, separator: 1, schema: 2, syntax: 3 } as const;

/** The order in which the C++ reader would come upon mistakes. */
export const byReader = (a: TextprotoIssue, b: TextprotoIssue): number =>
  a.reader.token - b.reader.token || stages[a.reader.stage] - stages[b.reader.stage];

export const expectedIdentifier = (token: ReaderToken): ReaderReport => ({
  token: token.start,
  offset: token.start,
  message: `Expected identifier, got: ${token.text}`,
  stage: 'syntax',
});
