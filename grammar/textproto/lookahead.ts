import { EmbeddedActionsParser, type IToken, type TokenType } from 'chevrotain';
import {
  Any,
  Colon,
  endOf,
  Identifier,
  LeftAngle,
  LeftBrace,
  LeftBracket,
  Minus,
  NumberLiteral,
  Placeholder,
  RightBracket,
  StringLiteral,
  TypographicString,
  tokenTypes,
} from './tokens.ts';

/** What can be asked of the next two tokens without consuming them. */
export class Lookahead extends EmbeddedActionsParser {
  constructor() {
    // The grammar is checked by its tests; checking it at every start would cost more than parsing a file.
    super(tokenTypes.concat(Any), { skipValidations: true, maxLookahead: 1 });
  }

  protected at(type: TokenType, other?: TokenType): boolean {
    const next = this.LA(1).tokenType;
    return next === type || next === other;
  }

  protected atEnd(): boolean {
    return !Number.isFinite(this.LA(1).startOffset);
  }

  protected atFieldName(): boolean {
    const next = this.LA(2);
    switch (this.LA(1).tokenType) {
      case Identifier:
        return true;
      case StringLiteral:
        return next.tokenType === Colon;
      case LeftBracket:
        return next.tokenType === Identifier || next.tokenType === RightBracket || next.image === '/';
      default:
        return false;
    }
  }

  /** A name that is plainly that of a field, whatever came before. */
  protected atLabelled(): boolean {
    const name = this.LA(1).tokenType;
    if (name !== Identifier && name !== StringLiteral) return false;
    const next = this.LA(2);
    switch (next.tokenType) {
      case Colon:
        return true;
      case LeftBrace:
      case LeftAngle:
        return name === Identifier;
      case LeftBracket:
        return name === Identifier && !this.startsBracketedName(3);
      default:
        return name === Identifier && next.image === '=';
    }
  }

  /** Whether what follows a `[` makes a name such as `[package.extension]`, no list: `a: true [b.c]: 1` is two fields. */
  private startsBracketedName(ahead: number): boolean {
    if (this.LA(ahead).tokenType !== Identifier) return false;
    const next = this.LA(ahead + 1);
    if (next.tokenType !== RightBracket) return next.image === '.' || next.image === '/';
    const after = this.LA(ahead + 2).tokenType;
    return after === Colon || after === LeftBrace || after === LeftAngle;
  }

  /** A scalar; without a colon before it, a word counts only on the same line. */
  protected atScalar(afterColon: boolean): boolean {
    switch (this.LA(1).tokenType) {
      case Minus:
      case NumberLiteral:
      case Placeholder:
      case TypographicString:
        return true;
      case StringLiteral:
        return !this.atLabelled();
      case Identifier:
        return !this.atLabelled() && (afterColon || this.onSameLine());
      default:
        return false;
    }
  }

  protected atOperand(): boolean {
    return this.atScalar(true) && !this.at(Minus);
  }

  /** Adjacent strings are one value; so is a word that touches a placeholder. */
  protected continuesScalar(first: IToken): boolean {
    const last = this.LA(0);
    const next = this.LA(1);
    if (first.tokenType === StringLiteral) return next.tokenType === StringLiteral && !this.atLabelled();
    if (endOf(last) !== next.startOffset) return false;
    return last.tokenType === Placeholder
      ? next.tokenType === Placeholder || isWord(next)
      : next.tokenType === Placeholder && isWord(last);
  }

  protected onSameLine(): boolean {
    const last = this.LA(0);
    return last.startLine === undefined || last.startLine === this.LA(1).startLine;
  }

  /** The column of the next token, which is its indentation where it is the first of its line. */
  protected indentation(): number {
    return this.LA(1).startColumn ?? 1;
  }
}

const isWord = (token: IToken): boolean =>
  token.tokenType === Identifier || token.tokenType === NumberLiteral;
