import type { Comment } from '../tree.ts';
import { IssueLog } from './issues.ts';
import { Names } from './names.ts';
import { isInteger, matchNumber, numberFault } from './numbers.ts';
import { matchString, stringFault, stringText } from './strings.ts';
import type { FieldName, FieldNode, MessageNode, ScalarNode, TextprotoIssue, ValueNode } from './tree.ts';

export interface StrictReading {
  readonly fields: readonly FieldNode[];
  readonly comments: readonly Comment[];
  /** `${…}` placeholders, and nothing else. */
  readonly issues: readonly TextprotoIssue[];
  readonly words: readonly string[];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A message whose fields are being read, with the field that it will be a value of. */
interface OpenMessage {
  readonly start: number;
  /** The code of the bracket that closes it. */
  readonly closedBy: number;
  /** The fields of the message around it. */
  readonly around: FieldNode[];
  readonly field: OpenField;
}

interface OpenField {
  readonly name: FieldName;
  /** Offsets of `:` and `[`; -1 where there is none. */
  readonly colon: number;
  readonly list: number;
  /** Of a list; a field without one gets an array of just its value, since a growing array reserves room for many. */
  readonly values: ValueNode[] | undefined;
}

/**
 * Reads text that has no mistakes but unfilled `${…}` values, as most files have not, straight from its characters:
 * many times faster than tokens and the grammar with its error productions. It gives the same tree, or undefined at
 * the first thing that is not plainly right.
 */
export function parseStrictly(text: string, maxDepth: number): StrictReading | undefined {
  const parser = new StrictParser(text, maxDepth);
  return parser.document()
    ? { fields: parser.fields, comments: parser.comments, issues: parser.log.issues, words: parser.words }
    : undefined;
}

/** Field names and words come again and again. */
const names = new Names();

class StrictParser {
  fields: FieldNode[] = [];
  readonly comments: Comment[] = [];
  readonly words: string[] = [];
  readonly log: IssueLog;
  private readonly stack: OpenMessage[] = [];
  private at = 0;
  /** The end of what was read last, white space and comments after it left out. */
  private end = 0;

  constructor(
    private readonly text: string,
    private readonly maxDepth: number,
  ) {
    this.log = new IssueLog(text);
    names.begin(this.words);
  }

  /** Whether everything was read. */
  document(): boolean {
    for (;;) {
      const code = this.next();
      if (this.at >= this.text.length) return this.stack.length === 0;
      const isClose = code === rightBrace || code === rightAngle;
      if (!(isClose ? this.closeMessage(code) : this.field(code))) return false;
    }
  }

  /** Passes over white space and comments to the character after them; NaN at the end of the text. */
  private next(): number {
    const { text } = this;
    let at = this.at;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === space || (code >= tab && code <= carriageReturn)) at++;
      else if (code === hash) {
        const newline = text.indexOf('\n', at);
        const end = newline < 0 ? text.length : newline;
        const trimmed = text.charCodeAt(end - 1) === carriageReturn ? end - 1 : end;
        this.comments.push({ text: text.slice(at, trimmed), range: { start: at, end: trimmed } });
        at = end;
      } else {
        this.at = at;
        return code;
      }
    }
  }

  private take(): void {
    this.end = ++this.at;
  }

  private field(first: number): boolean {
    const name = first === leftBracket ? this.bracketedName() : this.identifier();
    if (!name) return false;
    let code = this.next();
    let colon = -1;
    let list = -1;
    if (code === colonCode) {
      colon = this.at;
      this.take();
      code = this.next();
    }
    if (code === leftBracket) {
      list = this.at;
      this.take();
      code = this.next();
    }
    const field: OpenField = { name, colon, list, values: list >= 0 ? [] : undefined };
    if (field.values && code === rightBracket) return this.finish(field, field.values);
    return this.value(field, code);
  }

  private identifier(): FieldName | undefined {
    const start = this.at;
    const text = this.word();
    return text === undefined ? undefined : { kind: 'identifier', text, range: { start, end: this.end } };
  }

  private word(): string | undefined {
    const end = names.match(this.text, this.at);
    if (end === this.at) return undefined;
    const word = names.take();
    this.at = this.end = end;
    return word;
  }

  private bracketedName(): FieldName | undefined {
    const start = this.at;
    bracketedName.lastIndex = start;
    const text = bracketedName.exec(this.text)?.[1];
    if (text === undefined) return undefined;
    const end = start + text.length + 2;
    this.at = this.end = end;
    return { kind: text.includes('/') ? 'any' : 'extension', text, range: { start, end } };
  }

  /** The first value of a field, which begins with the character `code`, and what follows it. */
  private value(field: OpenField, code: number): boolean {
    if (code === leftBrace || code === leftAngle) return this.openMessage(field, code);
    if (field.colon < 0 && field.list < 0) return false;
    const scalar = this.scalar(code);
    return scalar !== undefined && this.afterValue(field, scalar);
  }

  private openMessage(field: OpenField, code: number): boolean {
    if (this.stack.length >= this.maxDepth) return false;
    const closedBy = code === leftBrace ? rightBrace : rightAngle;
    this.stack.push({ start: this.at, closedBy, around: this.fields, field });
    this.take();
    this.fields = [];
    return true;
  }

  private scalar(code: number): ScalarNode | undefined {
    const start = this.at;
    if (code === quote || code === apostrophe) return this.strings(start);
    if (code === dollar) return this.placeholder(start);
    const negative = code === minus;
    if (negative) {
      this.at++;
      this.next();
    }
    return this.number(start, negative) ?? this.constant(start, negative);
  }

  private number(start: number, negative: boolean): ScalarNode | undefined {
    const { text } = this;
    const from = this.at;
    const end = matchNumber(text, from);
    if (end === from) return undefined;
    const raw = text.slice(from, end);
    const whole = isInteger(raw);
    if (!whole && numberFault(raw)) return undefined;
    this.at = this.end = end;
    return { kind: 'scalar', type: whole ? 'integer' : 'float', range: { start, end }, raw, negative };
  }

  /** `true`, `TYPE_FP32`, `inf`. */
  private constant(start: number, negative: boolean): ScalarNode | undefined {
    const raw = this.word();
    if (raw === undefined) return undefined;
    const { end } = this;
    // It may be the name of the next field: the value is then missing.
    if (startsValue(this.next())) return undefined;
    return { kind: 'scalar', type: 'identifier', range: { start, end }, raw, negative };
  }

  /** Adjacent strings are one value. */
  private strings(start: number): ScalarNode | undefined {
    const { text } = this;
    let code = text.charCodeAt(start);
    let plain = true;
    do {
      const from = this.at;
      const end = plainStringEnd(text, from, code);
      plain &&= end > 0 && from === start;
      this.at = this.end = end > 0 ? end : matchString(text, from);
      if (end < 0 && stringFault(text.slice(from, this.end), text.charAt(this.end))) return undefined;
      code = this.next();
    } while (code === quote || code === apostrophe);
    if (code === colonCode) return undefined;
    const { end } = this;
    const raw = text.slice(start, end);
    const string = plain ? text.slice(start + 1, end - 1) : stringText(raw);
    return { kind: 'scalar', type: 'string', range: { start, end }, raw, negative: false, string };
  }

  /** `${name}` by itself; what touches it would belong to the value. */
  private placeholder(start: number): ScalarNode | undefined {
    placeholder.lastIndex = start;
    const raw = placeholder.exec(this.text)?.[0];
    if (raw === undefined) return undefined;
    const token = { startOffset: start, image: raw };
    this.log.placeholder(token, token);
    const end = start + raw.length;
    this.at = this.end = end;
    return { kind: 'scalar', type: 'placeholder', range: { start, end }, raw, negative: false };
  }

  /** Takes a value, and reads on in a list up to its `]` or to a message in it. */
  private afterValue(field: OpenField, value: ValueNode): boolean {
    const { values } = field;
    if (!values) return this.finish(field, [value]);
    values.push(value);
    for (;;) {
      const code = this.next();
      if (code === rightBracket) return this.finish(field, values);
      if (code !== comma) return false;
      this.take();
      const first = this.next();
      if (first === leftBrace || first === leftAngle) return this.openMessage(field, first);
      const scalar = this.scalar(first);
      if (!scalar) return false;
      values.push(scalar);
    }
  }

  private closeMessage(code: number): boolean {
    const message = this.stack.pop();
    if (message?.closedBy !== code) return false;
    const { start, around, field } = message;
    const close = this.at;
    this.take();
    const node: MessageNode = {
      kind: 'message',
      range: { start, end: this.end },
      open: { start, end: start + 1 },
      close: { start: close, end: this.end },
      fields: this.fields,
    };
    this.fields = around;
    return this.afterValue(field, node);
  }

  /** Completes a field, at its `]` where it has one, and takes the separator after it. */
  private finish({ name, colon, list }: OpenField, values: readonly ValueNode[]): boolean {
    if (list >= 0) this.take();
    const { end } = this;
    const field: Mutable<FieldNode> = {
      kind: 'field',
      range: { start: name.range.start, end },
      name,
      values,
    };
    if (colon >= 0) field.colon = { start: colon, end: colon + 1 };
    if (list >= 0) field.list = { start: list, end };
    this.fields.push(field);
    const code = this.next();
    if (code === comma || code === semicolon) this.at++;
    return true;
  }
}

const bracketedName = /\[([A-Za-z_]\w*(?:[./][A-Za-z_]\w*)*)\]/y;
const placeholder = /\$\{[^${}\r\n]*\}(?![\w.${])/y;

const tab = 9;
const carriageReturn = 13;
const space = 32;
const quote = 34;
const hash = 35;
const dollar = 36;
const apostrophe = 39;
const comma = 44;
const minus = 45;
const colonCode = 58;
const semicolon = 59;
const leftAngle = 60;
const equals = 61;
const rightAngle = 62;
const leftBracket = 91;
const backslash = 92;
const rightBracket = 93;
const leftBrace = 123;
const rightBrace = 125;

/** The end of a string literal without escapes and halves of characters; -1 where it is not as simple. */
function plainStringEnd(text: string, start: number, closing: number): number {
  for (let at = start + 1; ; at++) {
    const code = text.charCodeAt(at);
    if (code === closing) return at + 1;
    const isPlain = code >= space && code !== backslash && (code < 0xd800 || code > 0xdfff);
    if (!isPlain && code !== tab) return -1;
  }
}

const startsValue = (code: number): boolean =>
  code === colonCode || code === leftBrace || code === leftAngle || code === leftBracket || code === equals;
