import type { Word } from '../command.ts';
import type { Range } from '../text.ts';
import type { Excerpt } from './excerpt.ts';

/** A word of a command together with what it is made of, for a word may itself hold a script. */
export interface Field {
  readonly word: Word;
  /** The value with its places; undefined where it depends on something unknown. */
  readonly content: Excerpt | undefined;
  /** The value with unknown parts left as written, such as `$TP`: a script with a variable in it is still one. */
  readonly lenient: Excerpt | undefined;
}

/** A word with a value; `range` is where it stands as a whole, quotes included. */
export function knownField(content: Excerpt, range: Range): Field {
  return { word: { value: content.text, raw: content.raw(range), range }, content, lenient: content };
}

/** A field cut out of another, from `start` of its value on: `2` of `TP=2`. Only for fields with a content. */
export function fieldFrom(content: Excerpt, start: number): Field {
  const rest = content.slice(start, content.text.length);
  return knownField(rest, rest.range(0, rest.text.length));
}
