import type { LiteralFault } from './numbers.ts';
import { decodeLatin1, decodeUtf8, pushUtf8 } from './utf8.ts';

const newline = 10;
const backslash = 92;

/**
 * The end of the string literal that starts at `offset`. A string without its closing quote ends at the end of its
 * line, or at a NUL, as for the C++ tokenizer.
 */
export function matchString(text: string, offset: number): number {
  const quote = text.charCodeAt(offset);
  for (let i = offset + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) return i + 1;
    if (code === newline || code === 0) return text.charCodeAt(i - 1) === 13 && code === newline ? i - 1 : i;
    if (code === backslash) {
      const next = text.charCodeAt(i + 1);
      if (next !== newline && next !== 13 && next !== 0 && i + 1 < text.length) i++;
    }
  }
  return text.length;
}

const escapes: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  '?': 63,
  "'": 39,
  '"': 34,
};

const simpleEscape = /[abfnrtv\\?'"0-7]/;

/** What the tokenizer has against one string literal; `next` is the character after it. */
export function stringFault(raw: string, next: string): LiteralFault | undefined {
  let i = 1;
  for (; i < raw.length; i++) {
    if (raw.charCodeAt(i) === raw.charCodeAt(0)) return undefined;
    if (raw.charCodeAt(i) !== backslash) continue;
    const after = raw.charAt(++i);
    if (after === 'x' || after === 'X') {
      if (!/[\da-fA-F]/.test(raw.charAt(i + 1)))
        return { at: i + 1, message: 'Expected hex digits for escape sequence.' };
    } else if (after === 'u') {
      const digits = /^[\da-fA-F]{0,4}/.exec(raw.slice(i + 1, i + 5))![0].length;
      if (digits < 4)
        return { at: i + 1 + digits, message: 'Expected four hex digits for \\u escape sequence.' };
    } else if (after === 'U') {
      const digits = /^(?:0(?:0(?:[01][\da-fA-F]{0,5})?)?)?/.exec(raw.slice(i + 1, i + 9))![0].length;
      if (digits < 8)
        return {
          at: i + 1 + digits,
          message: 'Expected eight hex digits up to 10ffff for \\U escape sequence',
        };
    } else if (!simpleEscape.test(after)) {
      return { at: i, message: 'Invalid escape sequence in string literal.' };
    }
  }
  // The carriage return of a CRLF counts as content for the C++ tokenizer, though not for us.
  return next === '\n' || next === '\r'
    ? {
        at: raw.length + (next === '\r' ? 1 : 0),
        message: 'Multiline strings are not allowed. Did you miss a "?.',
      }
    : { at: raw.length, message: 'Unexpected end of string.' };
}

/** The bytes that adjacent string literals stand for, comments and white space between them left out. */
export function stringBytes(raw: string): number[] {
  const bytes: number[] = [];
  for (let i = 0; i < raw.length; ) {
    const char = raw.charAt(i);
    if (char === '"' || char === "'") {
      const end = matchString(raw, i);
      const closed = end > i + 1 && raw.charAt(end - 1) === char;
      pushContent(bytes, raw, i + 1, closed ? end - 1 : end);
      i = end;
    } else if (char === '#') {
      const end = raw.indexOf('\n', i);
      i = end < 0 ? raw.length : end;
    } else i++;
  }
  return bytes;
}

/** The text of adjacent string literals: UTF-8 where the bytes are, Latin-1 where they are not. */
export function stringText(raw: string): string {
  // Most are one literal without escapes; halves of characters go the way of the bytes.
  if (raw.indexOf(raw.charAt(0), 1) === raw.length - 1 && raw.length > 1 && !/[\\\ud800-\udfff]/.test(raw))
    return raw.slice(1, -1);
  const bytes = stringBytes(raw);
  return decodeUtf8(bytes) ?? decodeLatin1(bytes);
}

function pushContent(bytes: number[], raw: string, start: number, end: number): void {
  for (let i = start; i < end; ) {
    if (raw.charCodeAt(i) === backslash && i + 1 < end) {
      i = pushEscape(bytes, raw, i + 1);
      continue;
    }
    const code = raw.codePointAt(i)!;
    pushUtf8(bytes, code);
    i += code > 0xffff ? 2 : 1;
  }
}

/** Reads the escape whose letter stands at `at` and returns the offset after it. */
function pushEscape(bytes: number[], raw: string, at: number): number {
  const letter = raw.charAt(at);
  const digits = (pattern: RegExp, from: number): string => {
    pattern.lastIndex = from;
    return pattern.exec(raw)?.[0] ?? '';
  };
  const octal = digits(/[0-7]{1,3}/y, at);
  if (octal !== '') {
    bytes.push(Number.parseInt(octal, 8) & 0xff);
    return at + octal.length;
  }
  if (letter === 'x' || letter === 'X') {
    const hex = digits(/[\da-fA-F]{1,2}/y, at + 1);
    if (hex !== '') bytes.push(Number.parseInt(hex, 16));
    return at + 1 + hex.length;
  }
  if (letter === 'u' || letter === 'U') {
    const hex = digits(letter === 'u' ? /[\da-fA-F]{4}/y : /[\da-fA-F]{8}/y, at + 1);
    if (hex === '') return at + 1;
    const code = Number.parseInt(hex, 16);
    const after = at + 1 + hex.length;
    if (code > 0x10ffff) {
      for (const char of `\\U${hex}`) bytes.push(char.charCodeAt(0));
      return after;
    }
    const trail = code >= 0xd800 && code < 0xdc00 ? digits(/\\u[dD][c-fC-F][\da-fA-F]{2}/y, after) : '';
    if (trail !== '') {
      pushUtf8(bytes, 0x10000 + ((code - 0xd800) << 10) + (Number.parseInt(trail.slice(2), 16) - 0xdc00));
      return after + trail.length;
    }
    pushUtf8(bytes, code);
    return after;
  }
  bytes.push(escapes[letter] ?? 63);
  return at + 1;
}
