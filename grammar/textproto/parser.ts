import type { IToken } from 'chevrotain';
import type { Range } from '../text.ts';
import type { IssueLog } from './issues.ts';
import { Nesting } from './nesting.ts';
import { scalarNode } from './scalar-node.ts';
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
  Placeholder,
  RightAngle,
  RightBrace,
  RightBracket,
  rangeOf,
  Semicolon,
  StringLiteral,
} from './tokens.ts';
import type { FieldName, FieldNode, ScalarNode } from './tree.ts';

/**
 * Messages nested deeper than this are skipped. C++ sets no limit but its stack; ours is for whoever walks the trees.
 */
export const maxDepth = 500;

/**
 * The grammar with its mistakes: each rule has productions for what people get wrong, so that no input makes a token
 * mismatch and nothing ever has to unwind. Blocks and lists do not recurse: what is open stands on a stack of our own,
 * since deep nesting would overflow that of the machine.
 */
export class TextprotoParser extends Nesting {
  private text = '';
  private json = false;

  constructor() {
    super();
    this.performSelfAnalysis();
  }

  /**
   * Parses a whole file; issues go to the log. Where brackets do not balance, `trustIndentation` lets a block end
   * where the indentation says that it should.
   */
  parse(text: string, tokens: IToken[], log: IssueLog, trustIndentation: boolean): readonly FieldNode[] {
    this.input = tokens;
    this.text = text;
    this.json = false;
    this.begin(log, trustIndentation);
    this.document();
    return this.open.root.fields;
  }

  private document = this.RULE('document', () => {
    this.MANY({ GATE: () => !this.log.full, DEF: () => this.SUBRULE(this.step) });
    this.ACTION(() => {
      while (this.open.depth > 0 || this.open.top.list) this.leave();
    });
  });

  /** Consumes one list item, field or bracket. */
  private step = this.RULE('step', () => {
    this.ACTION(() => this.settle());
    this.OR([
      { GATE: () => this.open.top.list !== undefined, ALT: () => this.SUBRULE(this.listStep) },
      {
        GATE: () => this.open.depth > 0 && this.at(RightBrace, RightAngle),
        ALT: () => {
          const token = this.CONSUME(Any);
          this.ACTION(() => this.closeBlock(token));
        },
      },
      { GATE: () => this.atFieldName(), ALT: () => this.SUBRULE(this.field) },
      { GATE: () => this.at(LeftBrace, LeftAngle), ALT: () => this.SUBRULE(this.strayBlock) },
      { ALT: () => this.SUBRULE(this.stray) },
    ]);
    this.OPTION({
      GATE: () => this.afterField && this.at(Comma, Semicolon),
      DEF: () => {
        this.CONSUME1(Any);
      },
    });
    this.ACTION(() => {
      this.afterField = false;
    });
  });

  private field = this.RULE('field', () => {
    this.ACTION(() => this.noteIndentation());
    const name = this.SUBRULE(this.fieldName);
    const colon = this.SUBRULE(this.colon);
    this.ACTION(() => this.open.top.begin(name, colon));
    this.OR([
      {
        ALT: () => {
          const token = this.CONSUME(LeftBracket);
          this.ACTION(() => this.open.openList(token));
        },
      },
      {
        GATE: () => this.at(LeftBrace, LeftAngle),
        ALT: () => this.SUBRULE(this.block, { ARGS: [false] }),
      },
      {
        GATE: () => this.atScalar(colon !== undefined),
        ALT: () => {
          const first = this.ACTION(() => this.LA(1));
          const value = this.SUBRULE(this.scalar);
          this.ACTION(() => {
            if (colon === undefined && value)
              this.log.expectedColon(first, `\`${name.text}\` needs a \`:\` before its value.`);
            this.finishField(value);
          });
        },
      },
      { ALT: () => this.SUBRULE(this.missingValue, { ARGS: [name.text, colon !== undefined] }) },
    ]);
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

  /** `[package.extension]` and `[host/package.Type]`. */
  private bracketedName = this.RULE('bracketedName', (): FieldName => {
    const open = this.CONSUME(LeftBracket);
    const parts: string[] = [];
    this.MANY({
      GATE: () =>
        !this.at(RightBracket, Colon) &&
        !this.at(LeftBrace, RightBrace) &&
        !this.at(LeftBracket, StringLiteral),
      DEF: () => {
        const part = this.CONSUME(Any);
        this.ACTION(() => parts.push(part.image));
      },
    });
    const close = this.OPTION(() => this.CONSUME(RightBracket));
    return this.ACTION(() => {
      const text = parts.join('');
      const range = { start: open.startOffset, end: endOf(this.LA(0)) };
      if (!close) this.unclosed(open, ']');
      return { kind: text.includes('/') ? 'any' : 'extension', text, range };
    });
  });

  private colon = this.RULE('colon', (): Range | undefined =>
    this.OR<Range | undefined>([
      {
        ALT: () => {
          const token = this.CONSUME(Colon);
          return this.ACTION(() => rangeOf(token));
        },
      },
      {
        GATE: () => this.LA(1).image === '=',
        ALT: () => {
          const token = this.CONSUME(Junk);
          return this.ACTION(() => {
            this.log.expectedColon(token, 'Write `:` in place of `=`.');
            return rangeOf(token);
          });
        },
      },
      { ALT: () => undefined },
    ]),
  );

  private missingValue = this.RULE('missingValue', (name: string, hasColon: boolean) => {
    const first = this.ACTION(() => this.LA(1));
    const last = this.ACTION(() => this.LA(0));
    const junk = this.OPTION({
      GATE: () => !this.atResync() && this.onSameLine() && !(this.at(Comma, Semicolon) && hasColon),
      DEF: () => this.SUBRULE(this.junk),
    });
    this.ACTION(() => {
      this.log.missingValue(name, hasColon, last, first, junk);
      this.finishField(undefined);
    });
  });

  /** The opening bracket of a message; its fields follow as steps of their own. */
  private block = this.RULE('block', (stray: boolean) => {
    this.ACTION(() => this.noteIndentation());
    const token = this.CONSUME(Any);
    this.ACTION(() => this.open.openBlock(token, this.lineIndent, stray));
    this.OPTION({
      GATE: () => this.open.depth > maxDepth,
      DEF: () => this.SUBRULE(this.skipNested, { ARGS: [token] }),
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

  /** `{` where a field should begin: pasted JSON, or a name gone missing. Its fields count as the outer message's. */
  private strayBlock = this.RULE('strayBlock', () => {
    this.ACTION(() => {
      const json = this.LA(2).tokenType === StringLiteral;
      this.json ||= json;
      // Doubled braces are one mistake.
      const { top } = this.open;
      if (!(top.stray && top.open === this.LA(0))) this.log.strayBlock(this.LA(1), json);
    });
    this.SUBRULE(this.block, { ARGS: [true] });
  });

  private listStep = this.RULE('listStep', () => {
    const list = this.ACTION(() => this.open.top.list!);
    this.OR([
      {
        GATE: () => this.at(RightBracket),
        ALT: () => {
          const close = this.CONSUME(RightBracket);
          this.ACTION(() => {
            if (!list.needsComma && list.comma) this.log.trailingComma(list.comma, close);
            this.finishField(undefined);
          });
        },
      },
      {
        GATE: () => this.at(Comma, Semicolon),
        ALT: () => {
          const token = this.CONSUME(Any);
          this.ACTION(() => {
            if (!list.needsComma) this.log.extraComma(token);
            else if (token.tokenType === Semicolon) this.log.expectedComma(token, this.LA(-1));
            list.needsComma = false;
            list.comma = token;
          });
        },
      },
      {
        GATE: () => this.at(LeftBrace, LeftAngle),
        ALT: () => {
          this.ACTION(() => this.beginItem());
          this.SUBRULE(this.block, { ARGS: [false] });
        },
      },
      {
        GATE: () => this.atScalar(true),
        ALT: () => {
          this.ACTION(() => this.beginItem());
          const value = this.SUBRULE(this.scalar);
          this.ACTION(() => this.open.top.add(value));
        },
      },
      {
        ALT: () => {
          const first = this.ACTION(() => this.LA(1));
          const last = this.ACTION(() => this.LA(0));
          const range = this.SUBRULE(this.listJunk);
          this.ACTION(() => {
            if (list.needsComma) this.log.expectedComma(first, last, range);
            else this.log.notAnItem(first, range);
            list.needsComma = true;
          });
        },
      },
    ]);
  });

  /** One run of what is no list item, nested brackets with it. */
  private listJunk = this.RULE('listJunk', (): Range => {
    const first = this.CONSUME(Any);
    let nested = this.ACTION(() => (first.tokenType === LeftBracket ? 1 : 0));
    this.MANY({
      GATE: () =>
        nested > 0
          ? !this.at(RightBrace, RightAngle) && !this.atLabelled()
          : !this.at(Comma, Semicolon) && !this.atScalar(true) && !this.atListEnd(),
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
    let filled = this.ACTION(() => first.tokenType === Placeholder);
    this.MANY({
      GATE: () => this.continuesScalar(first),
      DEF: () => {
        const token = this.CONSUME1(Any);
        this.ACTION(() => {
          if (token.tokenType !== Placeholder) return;
          filled = true;
          this.log.placeholder(token, first);
        });
      },
    });
    return this.ACTION(() => {
      if (first.tokenType === Placeholder) this.log.placeholder(first, first);
      return scalarNode(this.text, { minus, first, end: endOf(this.LA(0)), filled });
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
}
