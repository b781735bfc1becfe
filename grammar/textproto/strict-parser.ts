import type { IToken } from 'chevrotain';
import { scalarNode } from './scalar-node.ts';
import {
  Colon,
  Comma,
  endOf,
  Identifier,
  LeftAngle,
  LeftBrace,
  LeftBracket,
  Minus,
  NumberLiteral,
  RightAngle,
  RightBrace,
  RightBracket,
  rangeOf,
  Semicolon,
  StringLiteral,
} from './tokens.ts';
import type { FieldName, FieldNode, ScalarNode, ValueNode } from './tree.ts';

/** A message whose fields are being read, with the field that it will be a value of. */
interface OpenMessage {
  readonly open: IToken;
  readonly fields: FieldNode[];
  readonly field: OpenField;
}

interface OpenField {
  readonly name: FieldName;
  readonly colon: IToken | undefined;
  readonly list: IToken | undefined;
  readonly values: ValueNode[];
}

/**
 * Reads what has no mistakes, as most files do not, several times faster than the grammar with its error productions:
 * the same tree, or undefined at the first thing that is not plainly right. Lexical mistakes and unbalanced brackets
 * are for the caller to rule out.
 */
export function parseStrictly(
  text: string,
  tokens: readonly IToken[],
  maxDepth: number,
): readonly FieldNode[] | undefined {
  const parser = new StrictParser(text, tokens, maxDepth);
  return parser.document() ? parser.fields : undefined;
}

class StrictParser {
  fields: FieldNode[] = [];
  private readonly stack: OpenMessage[] = [];
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly tokens: readonly IToken[],
    private readonly maxDepth: number,
  ) {}

  /** Whether everything was read. */
  document(): boolean {
    while (this.at < this.tokens.length) {
      const token = this.tokens[this.at]!;
      const isClose = token.tokenType === RightBrace || token.tokenType === RightAngle;
      if (!(isClose ? this.closeMessage(token) : this.field(token))) return false;
    }
    return this.stack.length === 0;
  }

  private is(type: object, ahead = 0): boolean {
    return this.tokens[this.at + ahead]?.tokenType === type;
  }

  private field(first: IToken): boolean {
    const name = this.name(first);
    if (!name) return false;
    const colon = this.is(Colon) ? this.tokens[this.at++] : undefined;
    const list = this.is(LeftBracket) ? this.tokens[this.at++] : undefined;
    const field: OpenField = { name, colon, list, values: [] };
    if (list && this.is(RightBracket)) return this.finish(field);
    return this.value(field);
  }

  private name(first: IToken): FieldName | undefined {
    if (first.tokenType === Identifier) {
      this.at++;
      return { kind: 'identifier', text: first.image, range: rangeOf(first) };
    }
    if (first.tokenType !== LeftBracket || !this.is(Identifier, 1)) return undefined;
    let text = '';
    for (this.at++; !this.is(RightBracket); this.at++) {
      const part = this.tokens[this.at];
      if (!part || endsBracketedName.has(part.tokenType)) return undefined;
      text += part.image;
    }
    const end = endOf(this.tokens[this.at++]!);
    return { kind: text.includes('/') ? 'any' : 'extension', text, range: { start: first.startOffset, end } };
  }

  /** One value of a field, and what follows it. */
  private value(field: OpenField): boolean {
    const open = this.tokens[this.at];
    if (open && (open.tokenType === LeftBrace || open.tokenType === LeftAngle)) {
      if (this.stack.length >= this.maxDepth) return false;
      this.at++;
      this.stack.push({ open, fields: this.fields, field });
      this.fields = [];
      return true;
    }
    if (!(field.colon || field.list)) return false;
    const scalar = this.scalar();
    if (!scalar) return false;
    field.values.push(scalar);
    return this.afterValue(field);
  }

  private scalar(): ScalarNode | undefined {
    const minus = this.is(Minus) ? this.tokens[this.at++] : undefined;
    const first = this.tokens[this.at++];
    switch (first?.tokenType) {
      case NumberLiteral:
        break;
      case Identifier: {
        // It may be the name of the next field: the value is then missing.
        const next = this.tokens[this.at];
        if (next && (startsValue.has(next.tokenType) || next.image === '=')) return undefined;
        break;
      }
      case StringLiteral:
        if (minus) return undefined;
        while (this.is(StringLiteral)) this.at++;
        if (this.is(Colon)) return undefined;
        break;
      default:
        return undefined;
    }
    const end = endOf(this.tokens[this.at - 1]!);
    return scalarNode(this.text, { minus, first: first!, end, filled: false });
  }

  private afterValue(field: OpenField): boolean {
    if (!field.list || this.is(RightBracket)) return this.finish(field);
    if (!this.is(Comma)) return false;
    this.at++;
    return this.value(field);
  }

  private closeMessage(close: IToken): boolean {
    const message = this.stack.pop();
    if (!message) return false;
    const { open, field } = message;
    if ((open.tokenType === LeftBrace) !== (close.tokenType === RightBrace)) return false;
    this.at++;
    field.values.push({
      kind: 'message',
      range: { start: open.startOffset, end: endOf(close) },
      open: rangeOf(open),
      close: rangeOf(close),
      fields: this.fields,
    });
    this.fields = message.fields;
    return this.afterValue(field);
  }

  /** Completes a field at its `]`, where it has one, and takes the separator after it. */
  private finish({ name, colon, list, values }: OpenField): boolean {
    if (list) this.at++;
    const end = endOf(this.tokens[this.at - 1]!);
    const range = { start: name.range.start, end };
    const field: { -readonly [Key in keyof FieldNode]: FieldNode[Key] } = {
      kind: 'field',
      range,
      name,
      values,
    };
    if (colon) field.colon = rangeOf(colon);
    if (list) field.list = { start: list.startOffset, end };
    this.fields.push(field);
    if (this.is(Comma) || this.is(Semicolon)) this.at++;
    return true;
  }
}

const endsBracketedName = new Set<object>([Colon, LeftBrace, RightBrace, LeftBracket, StringLiteral]);
const startsValue = new Set<object>([Colon, LeftBrace, LeftAngle, LeftBracket]);
