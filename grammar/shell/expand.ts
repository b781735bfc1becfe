import type { Word as ShellWord } from 'unbash';
import type { Word } from '../command.ts';
import { type Excerpt, ExcerptBuilder } from './excerpt.ts';
import { type Field, fieldFrom, knownField } from './field.ts';
import { type ExpansionContext, type Piece, piecesOf } from './pieces.ts';

/** The words that a written word becomes: mostly one; none or several for unquoted variables and arrays. */
export function fieldsOf(word: ShellWord, context: ExpansionContext): readonly Field[] {
  const pieces = piecesOf(word, context);
  const [only] = pieces;
  if (pieces.length === 1 && only?.kind === 'list') return only.fields;
  if (pieces.length === 1 && only?.kind === 'text' && only.split) {
    const words = splitAtBlanks(only.content);
    if (words.length !== 1) return words;
  }
  return [joined(word, pieces, context)];
}

/** The one value of a written word where no splitting happens: in assignments and behind `>`. */
export function fieldOf(word: ShellWord, context: ExpansionContext): Field {
  const pieces = piecesOf(word, context).map((piece) =>
    piece.kind === 'text' ? { ...piece, split: false } : piece,
  );
  return joined(word, pieces, context);
}

function splitAtBlanks(content: Excerpt): Field[] {
  return [...content.text.matchAll(/[^ \t\n]+/g)].map(({ 0: text, index }) => {
    const part = content.slice(index, index + text.length);
    return knownField(part, part.range(0, text.length));
  });
}

function joined(word: ShellWord, pieces: readonly Piece[], { script }: ExpansionContext): Field {
  const range = script.range(word.pos, word.end);
  const whole = new ExcerptBuilder(script);
  let head: string | undefined;
  let tail = '';
  if (pieces.length === 0) whole.copy(word.end, word.end);
  for (const piece of pieces) {
    const known = contentOf(piece);
    if (known) {
      whole.append(known);
      tail += known.text;
    } else {
      head ??= tail;
      tail = '';
      if (piece.kind === 'unknown') whole.append(piece.written);
    }
  }
  const content = whole.build();
  const raw = script.raw(range);
  if (head === undefined) return { word: { value: content.text, raw, range }, content, lenient: content };
  const unknown: Word = { value: undefined, raw, range, ...(head && { head }), ...(tail && { tail }) };
  return { word: unknown, content: undefined, lenient: content };
}

function contentOf(piece: Piece): Excerpt | undefined {
  if (piece.kind === 'list') return piece.fields.length === 1 ? piece.fields[0]!.content : undefined;
  if (piece.kind === 'unknown' || (piece.split && /[ \t\n]/.test(piece.content.text))) return undefined;
  return piece.content;
}

/** The words behind `=` of `TP=2`; where the value is unknown the range is that of the whole word. */
export function valueOfAssignment(field: Field): { name: string; value: Word } | undefined {
  const match = /^([A-Za-z_]\w*)=/.exec(field.word.value ?? field.word.head ?? '');
  if (!match) return undefined;
  const value = field.content ? fieldFrom(field.content, match[0].length).word : unknownValue(field.word);
  return { name: match[1]!, value };
}

const unknownValue = ({ raw, range }: Word): Word => ({ value: undefined, raw, range });
