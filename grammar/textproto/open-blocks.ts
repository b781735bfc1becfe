import type { IToken } from 'chevrotain';
import type { Range } from '../text.ts';
import { endOf, LeftAngle, rangeOf } from './tokens.ts';
import type { FieldName, FieldNode, MessageNode, ValueNode } from './tree.ts';

/** A list whose `]` has not come yet. */
export interface OpenList {
  readonly open: IToken;
  needsComma: boolean;
  /** The last separator. */
  comma?: IToken;
}

/** A message whose fields are being read, and the field among them whose value is. */
export class OpenBlock {
  list: OpenList | undefined;
  private name: FieldName | undefined;
  private colon: Range | undefined;
  private values: ValueNode[] = [];

  constructor(
    readonly fields: FieldNode[],
    readonly open: IToken | undefined,
    readonly indent: number,
    /** Its fields are those of the block around it. */
    readonly stray: boolean,
  ) {}

  get angle(): boolean {
    return this.open?.tokenType === LeftAngle;
  }

  begin(name: FieldName, colon: Range | undefined): void {
    this.name = name;
    this.colon = colon;
    this.values = [];
  }

  add(value: ValueNode | undefined): void {
    if (value) this.values.push(value);
  }

  /** Completes the field; `end` is the end of the last token that was read. */
  finish(end: number): void {
    const { name, colon, list, values } = this;
    if (!name) return;
    const last = values[values.length - 1]?.range.end ?? colon?.end ?? name.range.end;
    this.fields.push({
      kind: 'field',
      range: { start: name.range.start, end: list ? end : last },
      name,
      ...(colon && { colon }),
      ...(list && { list: { start: list.open.startOffset, end } }),
      values,
    });
    this.name = this.list = undefined;
  }

  node(close: IToken | undefined, end: number): MessageNode {
    const open = this.open!;
    return {
      kind: 'message',
      range: { start: open.startOffset, end: close ? endOf(close) : end },
      open: rangeOf(open),
      ...(close && { close: rangeOf(close) }),
      fields: this.fields,
    };
  }
}

/** The stack of messages around the place that the parser has come to; the file itself is its ground. */
export class OpenBlocks {
  readonly root = new OpenBlock([], undefined, 0, false);
  private readonly stack = [this.root];
  private angles = 0;
  /** How many lists are open, in all blocks together. */
  lists = 0;

  get top(): OpenBlock {
    return this.stack[this.stack.length - 1]!;
  }

  /** How many brackets of messages are open. */
  get depth(): number {
    return this.stack.length - 1;
  }

  /** Whether a block with that kind of bracket is open. */
  has(angle: boolean): boolean {
    return (angle ? this.angles : this.depth - this.angles) > 0;
  }

  openBlock(open: IToken, indent: number, stray: boolean): void {
    const block = new OpenBlock(stray ? this.top.fields : [], open, indent, stray);
    if (block.angle) this.angles++;
    this.stack.push(block);
  }

  /** Hands the innermost block to the field that it is a value of; tells whether that completes the field. */
  closeBlock(close: IToken | undefined, end: number): boolean {
    const block = this.stack.pop()!;
    if (block.angle) this.angles--;
    if (block.stray) return true;
    this.top.add(block.node(close, end));
    if (this.top.list) return false;
    this.top.finish(end);
    return true;
  }

  openList(open: IToken): void {
    this.top.list = { open, needsComma: false };
    this.lists++;
  }

  finishField(value: ValueNode | undefined, end: number): void {
    if (this.top.list) this.lists--;
    this.top.add(value);
    this.top.finish(end);
  }
}
