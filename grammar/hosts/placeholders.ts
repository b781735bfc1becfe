import { type Excerpt, ExcerptBuilder } from '../shell/excerpt.ts';
import type { Field } from '../shell/field.ts';

/** What stands in place of a match: a text, something unknown, or what was written. */
export type Filling = { readonly text: string } | 'unknown' | 'as written';

/** A variable of the shell that nobody sets. */
export const unsetVariable = '${UNKNOWN_PLACEHOLDER}';

/**
 * Fills in the placeholders of a field. In its `lenient` form an unknown one becomes a shell variable that nobody sets,
 * so that a script with placeholders can still be read.
 */
export function fillIn(field: Field, pattern: RegExp, fill: (match: RegExpMatchArray) => Filling): Field {
  const base = field.lenient;
  if (base === undefined) return field;
  const builder = new ExcerptBuilder(base);
  let done = 0;
  let head: string | undefined;
  let lastUnknown = 0;
  let changed = false;
  let length = 0;
  for (const match of base.text.matchAll(pattern)) {
    const filling = fill(match);
    if (filling === 'as written') continue;
    changed = true;
    const end = match.index + match[0].length;
    if (match.index > done) builder.copy(done, match.index);
    length += match.index - done;
    const text = filling === 'unknown' ? unsetVariable : filling.text;
    if (filling === 'unknown') head ??= builder.text();
    builder.replace(text, match.index, end);
    length += text.length;
    if (filling === 'unknown') lastUnknown = length;
    done = end;
  }
  if (!changed) return field;
  if (done < base.text.length) builder.copy(done, base.text.length);
  const lenient = builder.build();
  return known(field, lenient, head, lenient.text.slice(lastUnknown));
}

function known(field: Field, lenient: Excerpt, head: string | undefined, tail: string): Field {
  const { raw, range } = field.word;
  if (head === undefined && field.content)
    return { word: { value: lenient.text, raw, range }, content: lenient, lenient };
  const begins = field.word.head ?? head;
  const ends = head === undefined ? field.word.tail : tail;
  return {
    word: { value: undefined, raw, range, ...(begins && { head: begins }), ...(ends && { tail: ends }) },
    content: undefined,
    lenient,
  };
}

/** A line that only steers, or any action, also of Terraform. */
const actions =
  /(?<![^\n])[ \t]*\{\{-?\s*(?:(?:if|end|range|with|define|block)\b|\/\*)[^{}]*\}\}[ \t]*\r?\n|\{\{[^{}]*\}\}|\ue080+/g;

/**
 * `{{ … }}` of Helm and Jinja: actions that only steer are taken out, with the line that they have for themselves, so
 * that a command goes on around them; others stand for something unknown.
 */
export function fillTemplates(field: Field): Field {
  return fillIn(field, actions, ([written]) =>
    // What an `else` writes stands beside what it does not.
    /^\s*\{\{-?\s*(if|end|range|with|define|block|\/\*)/.test(written!) ? { text: '' } : 'unknown',
  );
}
