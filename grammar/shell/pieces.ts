import type {
  CommandExpansionPart,
  DoubleQuotedChild,
  ParameterExpansionPart,
  ProcessSubstitutionPart,
  Word,
  WordPart,
} from 'unbash';
import { evaluate } from './arithmetic.ts';
import { type Excerpt, ExcerptBuilder } from './excerpt.ts';
import type { Field } from './field.ts';
import { isList, type Scope } from './variables.ts';

/** A part of a word after expansion. */
export type Piece =
  /** `split`: an unquoted expansion, whose blanks separate words. */
  | { readonly kind: 'text'; readonly content: Excerpt; readonly split: boolean }
  | { readonly kind: 'list'; readonly fields: readonly Field[] }
  | { readonly kind: 'unknown'; readonly written: Excerpt };

/** What expansion needs to know, and whom it tells of scripts inside `$( )`. */
export interface ExpansionContext {
  readonly script: Excerpt;
  readonly scope: Scope;
  readonly onSubstitution: (part: CommandExpansionPart | ProcessSubstitutionPart) => void;
  /** Characters that expansions may still fill in, so that `X=$X$X` line after line comes to an end. */
  readonly budget: { left: number };
}

/** The parts of a word in order, with quotes and escapes taken away and known variables filled in. */
export function piecesOf(word: Word, context: ExpansionContext): Piece[] {
  const home = /^~[\w.-]*(?=\/|$)/.exec(word.text)?.[0].length ?? 0;
  const pieces: Piece[] = home > 0 ? [unknown(context, word.pos, word.pos + home)] : [];
  if (word.parts === undefined) {
    const { pos, end, value } = word;
    if (end > pos + home) pieces.push(literal(context, pos + home, end, value.slice(home)));
    return pieces;
  }
  for (const part of word.parts) {
    const skipped = part.pos < word.pos + home && part.type === 'Literal' ? home : 0;
    if (skipped > 0) pieces.push(literal(context, part.pos + skipped, part.end, part.text.slice(skipped)));
    else pieces.push(...piecesOfPart(part, context, false));
  }
  return pieces;
}

function piecesOfPart(
  part: WordPart | DoubleQuotedChild,
  context: ExpansionContext,
  quoted: boolean,
): Piece[] {
  const { pos, end } = part;
  switch (part.type) {
    case 'Literal':
      return [literal(context, pos, end, part.value)];
    case 'SingleQuoted':
      return [literal(context, pos + 1, pos + 1 + part.value.length, part.value)];
    case 'DoubleQuoted':
    case 'LocaleString': {
      const open = pos + (part.type === 'DoubleQuoted' ? 1 : 2);
      if (part.parts.length === 0) return [text(context.script.slice(open, open))];
      return part.parts.flatMap((child) => piecesOfPart(child, context, true));
    }
    case 'AnsiCQuoted':
      return [literal(context, pos + 2, Math.max(pos + 2, end - 1), part.value)];
    case 'SimpleExpansion':
      return [variable(part.text.slice(1), context, pos, end, quoted)];
    case 'ParameterExpansion':
      return parameter(part, context, quoted);
    case 'ArithmeticExpansion': {
      const result = evaluate(part.expression, (name) => textOf(name, context.scope)?.text);
      if (result === undefined) return [unknown(context, pos, end)];
      return [text(new ExcerptBuilder(context.script).replace(String(result), pos, end).build())];
    }
    case 'CommandExpansion':
    case 'ProcessSubstitution':
      context.onSubstitution(part);
      return [unknown(context, pos, end)];
    case 'Glob':
      // `[4,8]` and `?` stand for files only where such files exist; as an argument they hardly ever do.
      return [part.kind === 'star' ? unknown(context, pos, end) : text(context.script.slice(pos, end))];
    default:
      return [unknown(context, pos, end)];
  }
}

function parameter(part: ParameterExpansionPart, context: ExpansionContext, quoted: boolean): Piece[] {
  const { pos, end, parameter: name, operation, index } = part;
  if (part.prefix !== undefined) return [unknown(context, pos, end)];
  if (index !== undefined) return [element(name, index.value, context, pos, end, operation === undefined)];
  const plain = variable(name, context, pos, end, quoted);
  if (operation === undefined) return [plain];
  if (operation.type !== 'Default' || plain.kind !== 'text') return [unknown(context, pos, end)];
  const isSet = operation.operator.startsWith(':') ? plain.content.text !== '' : true;
  const takesOperand = operation.operator.endsWith('+') ? isSet : !isSet;
  if (!takesOperand) return operation.operator.endsWith('+') ? [] : [plain];
  return operation.operator.endsWith('?')
    ? [unknown(context, pos, end)]
    : piecesOf(operation.operand, context);
}

function variable(name: string, context: ExpansionContext, pos: number, end: number, quoted: boolean): Piece {
  const content = textOf(name, context.scope);
  if (content === undefined || !spend(context, content.text.length)) return unknown(context, pos, end);
  const placed =
    content.runs.length > 0
      ? content
      : new ExcerptBuilder(context.script).replace(content.text, pos, end).build();
  return { kind: 'text', content: placed, split: !quoted };
}

/** `${ARGS[@]}`, `${ARGS[1]}` */
function element(
  name: string,
  index: string,
  context: ExpansionContext,
  pos: number,
  end: number,
  plain: boolean,
): Piece {
  const value = context.scope.get(name)?.value;
  if (!plain || value === undefined || !isList(value)) return unknown(context, pos, end);
  const all = index === '@' || index === '*';
  if (!all && !/^\d{1,6}$/.test(index)) return unknown(context, pos, end);
  const fields = all ? value : value.slice(Number(index), Number(index) + 1);
  const size = fields.reduce((sum, { word }) => sum + word.raw.length + 1, 0);
  // Behind an element that stands for an unknown number of words, no index is certain.
  const certain = all || value.slice(0, Number(index) + 1).every(({ content }) => content !== undefined);
  return certain && spend(context, size) ? { kind: 'list', fields } : unknown(context, pos, end);
}

/** The text of a variable; an array without an index is its first element. */
function textOf(name: string, scope: Scope): Excerpt | undefined {
  const value = scope.get(name)?.value;
  return value !== undefined && isList(value) ? value[0]?.content : value;
}

function spend({ budget }: ExpansionContext, characters: number): boolean {
  if (budget.left < characters) return false;
  budget.left -= characters;
  return true;
}

const text = (content: Excerpt): Piece => ({ kind: 'text', content, split: false });

const unknown = ({ script }: ExpansionContext, pos: number, end: number): Piece => ({
  kind: 'unknown',
  written: script.slice(pos, end),
});

/** Written text and the value it has, lined up character by character over backslashes. */
function literal({ script }: ExpansionContext, pos: number, end: number, value: string): Piece {
  const raw = script.text.slice(pos, end);
  if (raw === value) return text(script.slice(pos, end));
  const builder = new ExcerptBuilder(script);
  let at = 0;
  let copied = 0;
  for (let i = 0; i < raw.length; i++) {
    const escapes = raw[i] === '\\' && i + 1 < raw.length;
    if (escapes && raw[i + 1] === '\n') {
      builder.copy(pos + copied, pos + i);
      copied = ++i + 1;
    } else if (escapes && raw[i + 1] === value[at]) {
      builder.copy(pos + copied, pos + i).replace(value[at++]!, pos + i, pos + i + 2);
      copied = ++i + 1;
    } else if (raw[i] === value[at]) at++;
    else return text(new ExcerptBuilder(script).replace(value, pos, end).build());
  }
  if (at < value.length) return text(new ExcerptBuilder(script).replace(value, pos, end).build());
  return text(builder.copy(pos + copied, pos + raw.length).build());
}
