import { createToken, type IToken, Lexer, type TokenType } from 'chevrotain';
import type { Range } from '../text.ts';
import { matchNumber } from './numbers.ts';
import { matchString } from './strings.ts';

/** The category of every token: what error productions skip. */
export const Any = createToken({ name: 'Any', pattern: Lexer.NA });

const token = (name: string, pattern: RegExp | string): TokenType =>
  createToken({ name, pattern, categories: Any });

export const Identifier = token('Identifier', /[A-Za-z_]\w*/);
export const Colon = token('Colon', ':');
export const Comma = token('Comma', ',');
export const Semicolon = token('Semicolon', ';');
export const Minus = token('Minus', '-');
export const LeftBrace = token('LeftBrace', '{');
export const RightBrace = token('RightBrace', '}');
export const LeftAngle = token('LeftAngle', '<');
export const RightAngle = token('RightAngle', '>');
export const LeftBracket = token('LeftBracket', '[');
export const RightBracket = token('RightBracket', ']');

export const NumberLiteral = createToken({
  name: 'NumberLiteral',
  pattern: (text: string, offset: number) => asMatch(text, offset, matchNumber(text, offset)),
  start_chars_hint: [...'0123456789.'],
  line_breaks: false,
  categories: Any,
});

export const StringLiteral = createToken({
  name: 'StringLiteral',
  pattern: (text: string, offset: number) => asMatch(text, offset, matchString(text, offset)),
  start_chars_hint: ['"', "'"],
  line_breaks: false,
  categories: Any,
});

/** A string in typographic quotes, as word processors and web pages leave behind. */
export const TypographicString = token('TypographicString', /[“”„‟][^“”„‟"\r\n]*[“”„‟]?/);

/**
 * `${name}`, `{{ name }}` and `{% … %}` of templates. A `{{` is never valid otherwise, and `:` is kept out of it so
 * that a doubled brace around fields stays a doubled brace.
 */
export const Placeholder = token(
  'Placeholder',
  /\$\{[^${}\r\n]*\}|\{\{[^{}:\r\n]*\}\}|\{%[^{}%\r\n]*%\}|\$[A-Za-z_]\w*/,
);

export const NonAscii = token('NonAscii', /[\u0080-\uffff]+/);
/** Any other printable character; none has a place in the text format outside of `[ ]` names. */
export const Junk = token('Junk', /[!-~\x7f]/);

const Whitespace = createToken({
  name: 'Whitespace',
  pattern: /[ \t\r\n\v\f]+/,
  group: Lexer.SKIPPED,
  line_breaks: true,
});

export const commentGroup = 'comments';
const CommentToken = createToken({ name: 'Comment', pattern: /#[^\n]*/, group: commentGroup });

export const controlGroup = 'controls';
const ControlCharacters = createToken({
  name: 'ControlCharacters',
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this token finds.
  pattern: /[\0-\x08\x0e-\x1f]+/,
  group: controlGroup,
  line_breaks: false,
});

export const conflictGroup = 'conflicts';
const ConflictMarker = createToken({
  name: 'ConflictMarker',
  pattern: (text: string, offset: number, _tokens: IToken[], groups: Record<string, IToken[]>) =>
    asMatch(text, offset, matchConflictMarker(text, offset, (groups[conflictGroup]?.length ?? 0) > 0)),
  start_chars_hint: ['<', '=', '>', '|'],
  group: conflictGroup,
  line_breaks: false,
});

export const tokenTypes: TokenType[] = [
  Whitespace,
  CommentToken,
  ConflictMarker,
  Identifier,
  StringLiteral,
  NumberLiteral,
  Placeholder,
  Colon,
  Comma,
  Semicolon,
  Minus,
  LeftBrace,
  RightBrace,
  LeftAngle,
  RightAngle,
  LeftBracket,
  RightBracket,
  ControlCharacters,
  TypographicString,
  Junk,
  NonAscii,
];

let lexer: Lexer | undefined;

/**
 * Cuts a text into tokens. Every character starts some token, so that the lexer itself has nothing to complain of. It
 * is made when the first file needs it.
 */
export function tokenize(text: string): ReturnType<Lexer['tokenize']> {
  lexer ??= new Lexer([...tokenTypes, Any], {
    positionTracking: 'onlyStart',
    ensureOptimizations: true,
    skipValidations: true,
  });
  return lexer.tokenize(text);
}

/** What is asked of most tokens. */
export type Spot = Pick<IToken, 'startOffset' | 'image'>;

export const endOf = (token: Spot): number => token.startOffset + token.image.length;

export const rangeOf = (token: Spot): Range => ({ start: token.startOffset, end: endOf(token) });

function asMatch(text: string, offset: number, end: number): [string] | null {
  return end > offset ? [text.slice(offset, end)] : null;
}

/**
 * The markers that git leaves around a conflict. `=======` and `>>>>>>>` count only after a `<<<<<<<`: seven closing
 * angle brackets at the start of a line are valid text format.
 */
function matchConflictMarker(text: string, offset: number, opened: boolean): number {
  const mark = text.charAt(offset);
  if (!(opened || mark === '<')) return offset;
  if (offset > 0 && text.charAt(offset - 1) !== '\n') return offset;
  if (!text.startsWith(mark.repeat(7), offset)) return offset;
  const after = text.charAt(offset + 7);
  if (after !== ' ' && after !== '\n' && after !== '\r' && after !== '') return offset;
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}
