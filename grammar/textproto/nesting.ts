import type { IToken } from 'chevrotain';
import { IssueLog } from './issues.ts';
import { Lookahead } from './lookahead.ts';
import { type OpenBlock, OpenBlocks } from './open-blocks.ts';
import {
  endOf,
  Identifier,
  LeftBrace,
  LeftBracket,
  RightAngle,
  RightBrace,
  RightBracket,
  StringLiteral,
} from './tokens.ts';
import type { ScalarNode } from './tree.ts';

/** What is open at the place that the parser has come to, and where it ends when its bracket is missing. */
export class Nesting extends Lookahead {
  protected log = new IssueLog('');
  protected open = new OpenBlocks();
  /** A field is complete and a separator may follow. */
  protected afterField = false;
  /** The indentation of the line that the last field or bracket began on. */
  protected lineIndent = 0;
  private unclosedTold = false;
  private trustIndentation = false;

  protected begin(log: IssueLog, trustIndentation: boolean): void {
    this.log = log;
    this.open = new OpenBlocks();
    this.afterField = this.unclosedTold = false;
    this.lineIndent = 0;
    this.trustIndentation = trustIndentation;
  }

  /** Leaves what ends here without a bracket of its own. */
  protected settle(): void {
    for (;;) {
      const { top, depth } = this.open;
      const ends = top.list
        ? this.atListEnd() && !this.at(RightBracket)
        : depth > 0 && this.atBlockEnd(top) && !this.closes(top);
      if (!ends) return;
      this.leave();
    }
  }

  protected leave(): void {
    const { list } = this.open.top;
    if (!list) this.closeBlock(undefined);
    else {
      this.unclosed(list.open, ']', list.needsComma ? 'separator' : 'value');
      this.finishField(undefined);
    }
  }

  protected beginItem(): void {
    const list = this.open.top.list!;
    if (list.needsComma) this.log.expectedComma(this.LA(1), this.LA(0));
    list.needsComma = true;
  }

  protected finishField(value: ScalarNode | undefined): void {
    this.open.finishField(value, endOf(this.LA(0)));
    this.afterField = true;
  }

  protected closeBlock(close: IToken | undefined): void {
    const { open, angle } = this.open.top;
    const bracket = angle ? '>' : '}';
    if (!close) this.unclosed(open!, bracket);
    else if (close.image !== bracket) this.log.mismatchedClose(open!, close);
    this.afterField = this.open.closeBlock(close, endOf(this.LA(0)));
  }

  protected atListEnd(): boolean {
    if (this.open.depth > 0 && this.at(RightBrace, RightAngle)) return true;
    return this.at(RightBracket) || this.atLabelled();
  }

  protected atBlockEnd(block: OpenBlock): boolean {
    if (this.at(RightBrace, RightAngle)) return true;
    if (this.at(RightBracket)) return this.open.lists > 0;
    if (!this.trustIndentation || this.onSameLine() || !this.atFieldName()) return false;
    return this.indentation() <= block.indent;
  }

  /** Whether the next token closes that block, be it with the wrong bracket. */
  protected closes(block: OpenBlock): boolean {
    if (!this.at(RightBrace, RightAngle)) return false;
    const angle = this.at(RightAngle);
    if (angle !== block.angle) return !this.open.has(angle);
    if (!this.trustIndentation || this.onSameLine() || this.open.depth === 1) return true;
    return this.indentation() >= block.indent;
  }

  /** Where skipping stops: a bracket that matters, or a field. */
  protected atResync(): boolean {
    switch (this.LA(1).tokenType) {
      case RightBrace:
      case RightAngle:
        return this.open.depth > 0;
      case RightBracket:
        return this.open.lists > 0;
      case LeftBrace:
        return true;
      case Identifier:
      case LeftBracket:
      case StringLiteral:
        return this.atLabelled() || (this.atFieldName() && !this.onSameLine());
      default:
        return false;
    }
  }

  protected noteIndentation(): void {
    const first = !Number.isFinite(this.LA(0).startOffset);
    if (first || !this.onSameLine()) this.lineIndent = this.indentation();
  }

  /** At the end of the file one missing bracket leaves every outer one open too: only the innermost is told. */
  protected unclosed(open: IToken, bracket: string, wants?: 'separator' | 'value'): void {
    if (this.atEnd() && this.unclosedTold) return;
    this.unclosedTold ||= this.atEnd();
    this.log.unclosed(open, bracket, this.LA(1), wants);
  }
}
