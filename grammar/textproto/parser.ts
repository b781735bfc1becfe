import { EmbeddedActionsParser, type IToken, type TokenType } from 'chevrotain';
import type { Range } from '../text.ts';
import { IssueLog } from './issues.ts';
import { isInteger } from './numbers.ts';
import { stringText } from './strings.ts';
import {
  Any,
  Colon,
  Comma,
  endOf,
  Identifier,
  Junk,
  LeftAngle,
  LeftBrace,
  LeftBracket,
  Minus,
  NumberLiteral,
  Placeholder,
  RightAngle,
  RightBrace,
  RightBracket,
  Semicolon,
  StringLiteral,
  TypographicString,
  tokenTypes,
} from './tokens.ts';
import type { FieldName, FieldNode, MessageNode, ScalarNode, ValueNode } from './tree.ts';

/**
 * Messages nested deeper than this are skipped. C++ sets no limit but its stack (protoc reads 150 levels); the limit
 * keeps this parser and every walk over its trees within theirs.
 */
export const maxDepth = 250;

const rangeOf = (token: IToken): Range => ({ start: token.startOffset, end: endOf(token) });

/**
 * The grammar with its mistakes: each rule has productions for what people get wrong, so that no input makes a token
 * mismatch and the parser never has to unwind. Issues are told to `log`; rules build the tree as they go.
 */
export class TextprotoParser extends EmbeddedActionsParser {
  private log = new IssueLog('');
  private text = '';
  private depth = 0;
  private braces = 0;
  private angles = 0;
  private lists = 0;
  private json = false;
  private unclosedTold = false;
  /** The indentation of the line that each open bracket stands on; read only where brackets do not balance. */
  private trustIndentation = false;
  private lineIndent = 0;

  constructor() {
    super(tokenTypes.concat(Any), { skipValidations: true, maxLookahead: 1 });
    this.performSelfAnalysis();
  }

  /**
   * Parses a whole file; issues go to the log. Where brackets do not balance, `trustIndentation` lets a block end
   * where the indentation says that it should.
   */
  parse(text: string, tokens: IToken[], log: IssueLog, trustIndentation: boolean): readonly FieldNode[] {
    this.input = tokens;
    this.text = text;
    this.log = log;
    this.depth = this.braces = this.angles = this.lists = this.lineIndent = 0;
    this.json = this.unclosedTold = false;
    this.trustIndentation = trustIndentation;
    return this.document();
  }

  private document = this.RULE('document', (): FieldNode[] => {
    const fields: FieldNode[] = [];
    this.MANY(() => this.SUBRULE(this.entry, { ARGS: [fields, -1] }));
    return fields;
  });

  private entry = this.RULE('entry', (fields: FieldNode[], indent: number) => {
    this.OR([
      { GATE: () => this.atFieldName(), ALT: () => this.SUBRULE(this.field, { ARGS: [fields] }) },
      {
        GATE: () => this.at(LeftBrace, LeftAngle),
        ALT: () => this.SUBRULE(this.strayBlock, { ARGS: [fields, indent] }),
      },
      { ALT: () => this.SUBRULE(this.stray) },
    ]);
  });

  private field = this.RULE('field', (fields: FieldNode[]) => {
    this.ACTION(() => this.noteIndentation());
    const name = this.SUBRULE(this.fieldName);
    let colon: Range | undefined;
    let list: Range | undefined;
    const values: ValueNode[] = [];
    this.OR([
      {
        ALT: () => {
          const token = this.CONSUME(Colon);
          colon = this.ACTION(() => rangeOf(token));
        },
      },
      {
        GATE: () => this.LA(1).image === '=',
        ALT: () => {
          const token = this.CONSUME(Junk);
          this.ACTION(() => {
            colon = rangeOf(token);
            this.log.expectedColon(token, 'Write `:` in place of `=`.');
          });
        },
      },
      { ALT: () => {} },
    ]);
    this.OR1([
      {
        ALT: () => {
          list = this.SUBRULE(this.list, { ARGS: [values] });
        },
      },
      {
        GATE: () => this.atValue(colon !== undefined),
        ALT: () => {
          const first = this.ACTION(() => this.LA(1));
          const value = this.SUBRULE(this.value);
          this.ACTION(() => {
            if (value) values.push(value);
            if (colon === undefined && value?.kind === 'scalar')
              this.log.expectedColon(first, `\`${name.text}\` needs a \`:\` before its value.`);
          });
        },
      },
      { ALT: () => this.SUBRULE(this.missingValue, { ARGS: [name.text, colon !== undefined] }) },
    ]);
    this.ACTION(() => {
      const end = Math.max(
        list?.end ?? 0,
        colon?.end ?? 0,
        name.range.end,
        values[values.length - 1]?.range.end ?? 0,
      );
      fields.push({
        kind: 'field',
        range: { start: name.range.start, end },
        name,
        ...(colon && { colon }),
        ...(list && { list }),
        values,
      });
    });
    this.OPTION({
      GATE: () => this.at(Comma, Semicolon),
      DEF: () => {
        this.CONSUME(Any);
      },
    });
  });

  private fieldName = this.RULE('fieldName', (): FieldName => {
    return this.OR([
      {
        ALT: () => {
          const token = this.CONSUME(Identifier);
          return this.ACTION(() => ({ kind: 'identifier', text: token.image, range: rangeOf(token) }));
        },
      },
      {
        ALT: () => {
          const token = this.CONSUME(StringLiteral);
          return this.ACTION(() => {
            if (!this.json) this.log.quotedName(token);
            return { kind: 'identifier', text: stringText(token.image), range: rangeOf(token) };
          });
        },
      },
      { ALT: () => this.SUBRULE(this.bracketedName) },
    ]);
  });

  /** `[package.extension]` and `[host/package.Type]`: everything up to the `]`, if it stands on the same line. */
  private bracketedName = this.RULE('bracketedName', (): FieldName => {
    const open = this.CONSUME(LeftBracket);
    const parts: string[] = [];
    let last = open;
    this.MANY({
      GATE: () => !this.at(RightBracket, LeftBrace, RightBrace, StringLiteral),
      DEF: () => {
        last = this.CONSUME(Any);
        this.ACTION(() => parts.push(last.image));
      },
    });
    const close = this.OPTION(() => this.CONSUME(RightBracket));
    return this.ACTION(() => {
      const text = parts.join('');
      const range = { start: open.startOffset, end: endOf(close ?? last) };
      if (!close) this.unclosed(open, ']');
      return { kind: text.includes('/') ? 'any' : 'extension', text, range };
    });
  });

  private missingValue = this.RULE('missingValue', (name: string, hasColon: boolean) => {
    const first = this.ACTION(() => this.LA(1));
    const junk = this.OPTION({
      GATE: () => !this.atResync() && this.onSameLine(),
      DEF: () => this.SUBRULE(this.junk),
    });
    this.ACTION(() => this.log.missingValue(name, hasColon, this.LA(0), first, junk));
  });

  private value = this.RULE('value', (): ValueNode | undefined =>
    this.OR<ValueNode | undefined>([
      {
        GATE: () => this.at(LeftBrace, LeftAngle),
        ALT: () => this.SUBRULE(this.message),
      },
      { ALT: () => this.SUBRULE(this.scalar) },
    ]),
  );

  private message = this.RULE('message', (): MessageNode => {
    const fields: FieldNode[] = [];
    const { range, open, close } = this.SUBRULE(this.block, { ARGS: [fields] });
    return this.ACTION(() => ({ kind: 'message', range, open, ...(close && { close }), fields }));
  });

  /** Brackets and what is between them; the fields go into `fields`. */
  private block = this.RULE('block', (fields: FieldNode[]) => {
    this.ACTION(() => this.noteIndentation());
    const indent = this.ACTION(() => this.lineIndent);
    const open = this.CONSUME(Any);
    const angle = this.ACTION(() => open.tokenType === LeftAngle);
    this.ACTION(() => this.enter(angle, 1));
    this.OR([
      {
        GATE: () => this.depth > maxDepth,
        ALT: () => this.SUBRULE(this.skipNested, { ARGS: [open] }),
      },
      {
        ALT: () =>
          this.MANY({
            GATE: () => !this.atBlockEnd(indent),
            DEF: () => this.SUBRULE(this.entry, { ARGS: [fields, indent] }),
          }),
      },
    ]);
    this.ACTION(() => this.enter(angle, -1));
    let close: IToken | undefined;
    this.OPTION({
      GATE: () => this.closes(angle, indent),
      DEF: () => {
        close = this.CONSUME1(Any);
      },
    });
    return this.ACTION(() => {
      if (!close) this.unclosed(open, angle ? '>' : '}');
      else if (close.image !== (angle ? '>' : '}')) this.log.mismatchedClose(open, close);
      const end = endOf(close ?? this.LA(0));
      return {
        range: { start: open.startOffset, end },
        open: rangeOf(open),
        ...(close && { close: rangeOf(close) }),
      };
    });
  });

  private skipNested = this.RULE('skipNested', (open: IToken) => {
    this.ACTION(() => this.log.tooDeep(open, maxDepth));
    let nested = 0;
    this.MANY({
      GATE: () => nested > 0 || !this.at(RightBrace, RightAngle),
      DEF: () => {
        const token = this.CONSUME(Any);
        this.ACTION(() => {
          if (token.tokenType === LeftBrace || token.tokenType === LeftAngle) nested++;
          else if (token.tokenType === RightBrace || token.tokenType === RightAngle) nested--;
        });
      },
    });
  });

  private list = this.RULE('list', (values: ValueNode[]): Range => {
    const open = this.CONSUME(LeftBracket);
    this.ACTION(() => this.lists++);
    let needsComma = false;
    let comma: IToken | undefined;
    this.MANY({
      GATE: () => !this.atListEnd(),
      DEF: () =>
        this.OR([
          {
            GATE: () => this.at(Comma, Semicolon),
            ALT: () => {
              const token = this.CONSUME(Any);
              this.ACTION(() => {
                if (!needsComma) this.log.extraComma(token);
                else if (token.tokenType === Semicolon) this.log.expectedComma(token, this.LA(-1));
                needsComma = false;
                comma = token;
              });
            },
          },
          {
            GATE: () => this.atValue(true),
            ALT: () => {
              this.ACTION(() => {
                if (needsComma) this.log.expectedComma(this.LA(1), this.LA(0));
                needsComma = true;
              });
              const value = this.SUBRULE(this.value);
              this.ACTION(() => {
                if (value) values.push(value);
              });
            },
          },
          {
            ALT: () => {
              const first = this.ACTION(() => this.LA(1));
              const range = this.SUBRULE(this.listJunk);
              this.ACTION(() => {
                if (needsComma) this.log.expectedComma(first, this.LA(0), range);
                else this.log.notAnItem(first, range);
                needsComma = true;
              });
            },
          },
        ]),
    });
    const close = this.OPTION(() => this.CONSUME(RightBracket));
    return this.ACTION(() => {
      this.lists--;
      if (!close) this.unclosed(open, ']', needsComma ? 'separator' : 'value');
      else if (!needsComma && comma) this.log.trailingComma(comma, close);
      return { start: open.startOffset, end: endOf(close ?? this.LA(0)) };
    });
  });

  /** One run of what is no list item, nested brackets with it. */
  private listJunk = this.RULE('listJunk', (): Range => {
    const first = this.CONSUME(Any);
    let nested = this.ACTION(() => (first.tokenType === LeftBracket ? 1 : 0));
    this.MANY({
      GATE: () =>
        nested > 0
          ? !this.at(RightBrace, RightAngle) && !this.atLabelled()
          : !this.at(Comma, Semicolon) && !this.atValue(true) && !this.atListEnd(),
      DEF: () => {
        const token = this.CONSUME1(Any);
        this.ACTION(() => {
          if (token.tokenType === LeftBracket) nested++;
          else if (token.tokenType === RightBracket) nested--;
        });
      },
    });
    return this.ACTION(() => ({ start: first.startOffset, end: endOf(this.LA(0)) }));
  });

  private scalar = this.RULE('scalar', (): ScalarNode | undefined => {
    let minus: IToken | undefined;
    return this.OR<ScalarNode | undefined>([
      {
        ALT: () => {
          this.AT_LEAST_ONE(() => {
            const token = this.CONSUME(Minus);
            this.ACTION(() => {
              if (minus) this.log.notAnItem(token, rangeOf(token));
              minus ??= token;
            });
          });
          const next = this.ACTION(() => this.LA(1));
          const node = this.OPTION({
            GATE: () => this.atOperand(),
            DEF: () => this.SUBRULE(this.operand, { ARGS: [minus] }),
          });
          this.ACTION(() => {
            if (!node) this.log.notAnItem(next, rangeOf(minus!));
          });
          return node;
        },
      },
      { ALT: () => this.SUBRULE1(this.operand, { ARGS: [undefined] }) },
    ]);
  });

  private operand = this.RULE('operand', (minus: IToken | undefined): ScalarNode => {
    const first = this.CONSUME(Any);
    this.MANY({
      GATE: () => this.continuesScalar(first),
      DEF: () => {
        const token = this.CONSUME1(Any);
        this.ACTION(() => {
          if (token.tokenType === Placeholder) this.log.placeholder(token, first);
        });
      },
    });
    return this.ACTION(() => {
      if (first.tokenType === Placeholder) this.log.placeholder(first, first);
      return this.scalarNode(minus, first, this.LA(0));
    });
  });

  private scalarNode(minus: IToken | undefined, first: IToken, last: IToken): ScalarNode {
    const end = endOf(last);
    const raw = this.text.slice(first.startOffset, end);
    const shared = {
      kind: 'scalar',
      range: { start: (minus ?? first).startOffset, end },
      raw,
      negative: minus !== undefined,
    } as const;
    if (first.tokenType === StringLiteral) return { ...shared, type: 'string', string: stringText(raw) };
    if (first.tokenType === TypographicString)
      return { ...shared, type: 'string', string: raw.replace(/^[“”„‟]|[“”„‟]$/g, '') };
    if (first.tokenType === Placeholder || last.tokenType === Placeholder || raw.includes('$'))
      return { ...shared, type: 'placeholder' };
    if (first.tokenType === Identifier) return { ...shared, type: 'identifier' };
    return { ...shared, type: isInteger(raw) ? 'integer' : 'float' };
  }

  /** `{` where a field should begin: pasted JSON, or a name gone missing. Its fields count as the outer message's. */
  private strayBlock = this.RULE('strayBlock', (fields: FieldNode[], _indent: number) => {
    this.ACTION(() => this.log.strayBlock(this.LA(1), this.startsJson()));
    this.ACTION(() => {
      this.json ||= this.startsJson();
    });
    this.SUBRULE(this.block, { ARGS: [fields] });
    this.OPTION({
      GATE: () => this.at(Comma, Semicolon),
      DEF: () => {
        this.CONSUME(Any);
      },
    });
  });

  private stray = this.RULE('stray', () => {
    const first = this.ACTION(() => this.LA(1));
    this.OR([
      {
        ALT: () => {
          this.CONSUME(Placeholder);
          this.ACTION(() => this.log.placeholder(first, first));
        },
      },
      {
        ALT: () => {
          const range = this.SUBRULE(this.junk);
          this.ACTION(() => this.log.unexpected(first, range));
        },
      },
    ]);
  });

  /** Skips at least one token, then on to where a field may begin again. */
  private junk = this.RULE('junk', (): Range => {
    const first = this.CONSUME(Any);
    this.MANY({
      GATE: () => !this.atResync(),
      DEF: () => {
        this.CONSUME1(Any);
      },
    });
    return this.ACTION(() => ({ start: first.startOffset, end: endOf(this.LA(0)) }));
  });

  // Lookahead: pure questions about the next two tokens.

  private at(...types: TokenType[]): boolean {
    return types.includes(this.LA(1).tokenType);
  }

  private atFieldName(): boolean {
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

  /** An identifier that is plainly the name of a field, whatever came before. */
  private atLabelled(): boolean {
    if (this.LA(1).tokenType !== Identifier && this.LA(1).tokenType !== StringLiteral) return false;
    const next = this.LA(2);
    if (next.tokenType === Colon) return true;
    if (this.LA(1).tokenType === StringLiteral) return false;
    return [LeftBrace, LeftAngle, LeftBracket].includes(next.tokenType) || next.image === '=';
  }

  private atValue(afterColon: boolean): boolean {
    switch (this.LA(1).tokenType) {
      case LeftBrace:
      case LeftAngle:
      case Minus:
      case NumberLiteral:
      case Placeholder:
      case TypographicString:
        return true;
      case StringLiteral:
      case Identifier:
        return (
          !this.atLabelled() && (afterColon || this.LA(1).tokenType === StringLiteral || this.onSameLine())
        );
      default:
        return false;
    }
  }

  private atOperand(): boolean {
    return this.at(NumberLiteral, Placeholder, StringLiteral, Identifier, TypographicString);
  }

  /** Adjacent strings are one value; so is a word that touches a placeholder. */
  private continuesScalar(first: IToken): boolean {
    const last = this.LA(0);
    const next = this.LA(1);
    if (first.tokenType === StringLiteral) return next.tokenType === StringLiteral && !this.atLabelled();
    if (endOf(last) !== next.startOffset) return false;
    const words = [Identifier, NumberLiteral, Placeholder];
    if (!words.includes(next.tokenType) || !words.includes(last.tokenType)) return false;
    return last.tokenType === Placeholder || next.tokenType === Placeholder;
  }

  private atListEnd(): boolean {
    if (this.at(RightBracket)) return true;
    if (this.depth > 0 && this.at(RightBrace, RightAngle)) return true;
    return this.atLabelled();
  }

  private atBlockEnd(indent: number): boolean {
    if (this.at(RightBrace, RightAngle)) return true;
    if (this.at(RightBracket)) return this.lists > 0;
    return this.trustIndentation && this.atFieldName() && !this.onSameLine() && this.indentation() <= indent;
  }

  private atResync(): boolean {
    switch (this.LA(1).tokenType) {
      case RightBrace:
      case RightAngle:
        return this.depth > 0;
      case RightBracket:
        return this.lists > 0;
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

  /** Whether the next token closes the block that was opened with that bracket. */
  private closes(angle: boolean, indent: number): boolean {
    const next = this.LA(1).tokenType;
    if (next !== RightBrace && next !== RightAngle) return false;
    if ((next === RightAngle) !== angle) return (next === RightAngle ? this.angles : this.braces) === 0;
    if (!this.trustIndentation || this.onSameLine() || this.depth === 0) return true;
    return this.indentation() >= indent;
  }

  private startsJson(): boolean {
    return this.LA(2).tokenType === StringLiteral;
  }

  private onSameLine(): boolean {
    const last = this.LA(0);
    return last.startLine === undefined || last.startLine === this.LA(1).startLine;
  }

  private indentation(): number {
    return this.LA(1).startColumn ?? 1;
  }

  private noteIndentation(): void {
    if (!this.onSameLine() || this.LA(0).startOffset === undefined) this.lineIndent = this.indentation();
  }

  private enter(angle: boolean, by: 1 | -1): void {
    this.depth += by;
    if (angle) this.angles += by;
    else this.braces += by;
  }

  /** At the end of the file one missing bracket leaves every outer one open too: only the innermost is told. */
  private unclosed(open: IToken, bracket: string, wants?: 'separator' | 'value'): void {
    const atEnd = !Number.isFinite(this.LA(1).startOffset) || this.LA(1).image === '';
    if (atEnd && this.unclosedTold) return;
    this.unclosedTold ||= atEnd;
    this.log.unclosed(open, bracket, this.LA(1), wants);
  }
}
