import type { IToken } from 'chevrotain';
import type { Comment } from '../tree.ts';
import { IssueLog } from './issues.ts';
import { numberFault } from './numbers.ts';
import { maxDepth, TextprotoParser } from './parser.ts';
import { byReader } from './reader.ts';
import { parseStrictly } from './strict-parser.ts';
import { stringFault } from './strings.ts';
import {
  commentGroup,
  conflictGroup,
  controlGroup,
  endOf,
  LeftAngle,
  LeftBrace,
  LeftBracket,
  NonAscii,
  NumberLiteral,
  RightAngle,
  RightBrace,
  RightBracket,
  StringLiteral,
  TypographicString,
  tokenize,
} from './tokens.ts';
import type { FieldNode, TextprotoTree } from './tree.ts';
import { pushUtf8 } from './utf8.ts';

let parser: TextprotoParser | undefined;

/**
 * Reads protocol-buffer text format without a schema. Whatever the text, there is a tree; time and memory grow in
 * proportion to the text. Issues come in order of position.
 */
export function parseTextproto(text: string): TextprotoTree {
  return parse(text, true);
}

/** `parseTextproto` without guesses: where brackets do not balance, nesting is what the C++ parser takes it to be. */
export function parseLiterally(text: string): TextprotoTree {
  return parse(text, false);
}

function parse(text: string, useIndentation: boolean): TextprotoTree {
  const reading = parseStrictly(text, maxDepth) ?? parseWithMistakes(text, useIndentation);
  const { fields, ...beside } = reading;
  return { text, root: { kind: 'message', range: { start: 0, end: text.length }, fields }, ...beside };
}

/** What `parseStrictly` gives, of any text. */
export function parseWithMistakes(
  text: string,
  useIndentation: boolean,
): Pick<TextprotoTree, 'comments' | 'issues'> & { readonly fields: readonly FieldNode[] } {
  const { tokens, groups } = tokenize(text);
  const log = new IssueLog(text);
  reportConflicts(groups[conflictGroup] ?? [], log);
  for (const token of groups[controlGroup] ?? []) reportControl(token, log);
  const balanced = inspectTokens(text, tokens, log);
  // The whole grammar, with every mistake told. It is made when the first file needs it.
  parser ??= new TextprotoParser();
  const fields = parser.parse(text, tokens, log, useIndentation && !balanced);
  const comments = (groups[commentGroup] ?? []).map(commentOf);
  const issues = log.issues.sort((a, b) => a.range.start - b.range.start || byReader(a, b));
  return { fields, comments, issues };
}

function commentOf(token: IToken): Comment {
  const text = token.image.endsWith('\r') ? token.image.slice(0, -1) : token.image;
  return { text, range: { start: token.startOffset, end: token.startOffset + text.length } };
}

/** Reports what the C++ tokenizer refuses, and tells whether every bracket is closed by its own kind. */
function inspectTokens(text: string, tokens: readonly IToken[], log: IssueLog): boolean {
  const open: unknown[] = [];
  let balanced = true;
  for (const token of tokens) {
    switch (token.tokenType) {
      case StringLiteral:
      case NumberLiteral:
        reportLiteral(text, token, log);
        break;
      case NonAscii:
      case TypographicString:
        reportNonAscii(token, log);
        break;
      case LeftBrace:
        open.push(RightBrace);
        break;
      case LeftAngle:
        open.push(RightAngle);
        break;
      case LeftBracket:
        open.push(RightBracket);
        break;
      case RightBrace:
      case RightAngle:
      case RightBracket:
        if (open.pop() !== token.tokenType) balanced = false;
    }
  }
  return balanced && open.length === 0;
}

function reportLiteral(text: string, token: IToken, log: IssueLog): void {
  const isString = token.tokenType === StringLiteral;
  const start = token.startOffset;
  const end = endOf(token);
  const fault = isString ? stringFault(token.image, text.charAt(end)) : numberFault(token.image);
  if (!fault) return;
  const unclosed = isString && fault.at >= token.image.length && !fault.message.startsWith('Expected');
  const [id, message] = !isString
    ? ['malformed-number', `\`${token.image.slice(0, 40)}\` is no number.`]
    : unclosed
      ? ['unclosed-string', 'This string has no closing quote on its line.']
      : ['invalid-escape', 'This escape sequence does not exist.'];
  const inside = isString && !unclosed;
  const range = inside
    ? {
        start: start + token.image.lastIndexOf('\\', fault.at),
        end: Math.min(start + fault.at + 1, end),
      }
    : { start, end };
  log.lexical(id!, message!, range, start, start + fault.at, fault.message);
}

function reportNonAscii(token: IToken, log: IssueLog): void {
  const start = token.startOffset;
  const bytes: number[] = [];
  pushUtf8(bytes, token.image.codePointAt(0)!);
  const [id, message] =
    token.tokenType === TypographicString
      ? ['typographic-quotes', 'Strings stand in straight quotes.']
      : token.image.startsWith('\ufeff') && start === 0
        ? ['byte-order-mark', 'The text format allows no byte order mark at the start of a file.']
        : ['non-ascii', 'Outside of strings and comments only ASCII is allowed.'];
  const reported = `Interpreting non ascii codepoint ${bytes[0]}.`;
  log.lexical(id!, message!, { start, end: endOf(token) }, start, start, reported);
}

function reportControl(token: IToken, log: IssueLog): void {
  const start = token.startOffset;
  const message = 'Outside of strings and comments no control characters are allowed.';
  const reported = 'Invalid control characters encountered in text.';
  log.lexical('control-character', message, { start, end: endOf(token) }, start, start, reported);
}

/** One issue a conflict: its other markers are passed over. Both sides stay in the tree. */
function reportConflicts(markers: readonly IToken[], log: IssueLog): void {
  for (const { startOffset: start, image } of markers) {
    if (!image.startsWith('<')) continue;
    log.add(
      'conflict-marker',
      'A merge conflict is left unresolved here.',
      { start, end: start + image.length },
      {
        token: start,
        offset: start,
        message: 'Expected identifier, got: <',
        stage: 'syntax',
      },
    );
  }
}
