import { matchString } from '../strings.ts';

/** One of the adjacent string literals that make a value. */
export interface StringPart {
  /** Within the text that was split. */
  readonly start: number;
  readonly end: number;
  readonly literal: string;
}

/** Splits adjacent literals, such as `"a" # c\n 'b'`; what stands between them is left out. */
export function stringParts(raw: string): StringPart[] {
  const parts: StringPart[] = [];
  for (let at = 0; at < raw.length; ) {
    const char = raw.charAt(at);
    if (char === '"' || char === "'") {
      const end = matchString(raw, at);
      parts.push({ start: at, end, literal: raw.slice(at, end) });
      at = end;
    } else if (char === '#') {
      const end = raw.indexOf('\n', at);
      at = end < 0 ? raw.length : end;
    } else at++;
  }
  return parts;
}

/**
 * The literal with the quotes that the layout wants: double ones; with `smart` single ones where that saves escapes.
 * Escapes of quotes change with them, all others stay as they are written.
 */
export function requote(literal: string, smart: boolean): string {
  const before = literal.charAt(0);
  if (before === '"' && !smart) return literal;
  const content = literal.slice(1, -1);
  const after = smart && content.includes('"') && !content.includes("'") ? "'" : '"';
  const swapped = content.replace(/\\[\s\S]|["']/g, (piece) => {
    const mark = piece.charAt(piece.length - 1);
    if (mark !== '"' && mark !== "'") return piece;
    return mark === after ? `\\${mark}` : mark;
  });
  return after + swapped + after;
}
