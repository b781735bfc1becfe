import { type Excerpt, ExcerptBuilder } from '../shell/excerpt.ts';

export type Quoting = 'plain' | 'single' | 'double';

/**
 * Lines up the value of a flow scalar of YAML, or of a string of JSON, with how it is written between `start` and `end`
 * (quotes left out). Undefined where the two do not fit together.
 */
export function alignScalar(
  file: Excerpt,
  start: number,
  end: number,
  value: string,
  quoting: Quoting,
): Excerpt | undefined {
  const source = file.text;
  if (source.slice(start, end) === value) return file.slice(start, end);
  const builder = new ExcerptBuilder(file);
  let at = start;
  let done = 0;
  const replace = (length: number, text: string): boolean => {
    if (!value.startsWith(text, done)) return false;
    builder.replace(text, at, at + length);
    at += length;
    done += text.length;
    return true;
  };
  while (at < end) {
    const folded = foldedBreak(source, at, end);
    const escaped = quoting === 'double' && source[at] === '\\' ? escapeAt(source, at, end) : undefined;
    if (escaped) {
      if (!replace(escaped.length, escaped.text)) return undefined;
    } else if (quoting === 'single' && source.startsWith("''", at)) {
      if (!replace(2, "'")) return undefined;
    } else if (folded) {
      if (!replace(folded.length, folded.text)) return undefined;
    } else {
      const from = at;
      while (at < end && source[at] === value[done] && !/[\\'\n\r \t]/.test(source[at]!)) {
        at++;
        done++;
      }
      if (at === from) {
        if (source[at] !== value[done]) return undefined;
        at++;
        done++;
      }
      builder.copy(from, at);
    }
  }
  return done === value.length ? builder.build() : undefined;
}

/** A line break in a flow scalar with the blanks around it: one is a blank, more are one break less. */
function foldedBreak(source: string, at: number, end: number): { length: number; text: string } | undefined {
  if (!/[ \t\r\n]/.test(source[at]!)) return undefined;
  let to = at;
  let breaks = 0;
  for (; to < end && /[ \t\r\n]/.test(source[to]!); to++) if (source[to] === '\n') breaks++;
  if (breaks === 0) return { length: to - at, text: source.slice(at, to) };
  return { length: to - at, text: breaks === 1 ? ' ' : '\n'.repeat(breaks - 1) };
}

// YAML 1.2, 5.7; JSON's escapes are among them.
const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

function escapeAt(source: string, at: number, end: number): { length: number; text: string } {
  const next = source[at + 1] ?? '';
  if (next === '\n' || next === '\r') {
    let to = at + 1;
    while (to < end && /[ \t\r\n]/.test(source[to]!)) to++;
    return { length: to - at, text: '' };
  }
  const digits = { x: 2, u: 4, U: 8 }[next];
  if (digits === undefined) return { length: 2, text: escapes[next] ?? next };
  const code = Number.parseInt(source.slice(at + 2, at + 2 + digits), 16);
  return { length: 2 + digits, text: code <= 0x10ffff ? String.fromCodePoint(code) : '' };
}
