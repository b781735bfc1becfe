// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of templates are what is tested.
import { describe, expect, it } from 'vitest';
import { parseTextproto } from '../../../grammar/textproto/index.ts';
import { messageFields } from '../../../grammar/textproto/query.ts';

/** Each mistake: the text, the id of its one issue, what the issue's range covers, and the fields that remain. */
const mistakes: readonly (readonly [string, string, string, string, readonly string[]])[] = [
  ['a value gone missing', 'a:\nb: 2', 'expected-value', ':', ['a', 'b']],
  ['a value gone missing before a bracket', 'm { a: }\nb: 2', 'expected-value', ':', ['m', 'b']],
  ['a name alone', 'a\nb: 2', 'expected-value', 'a', ['a', 'b']],
  ['a colon gone missing', 'a 1\nb: 2', 'missing-colon', '1', ['a', 'b']],
  ['an equals sign', 'a = 1\nb: 2', 'missing-colon', '=', ['a', 'b']],
  ['two colons', 'a:: 1\nb: 2', 'expected-value', ': 1', ['a', 'b']],
  ['two separators', 'a: 1,, b: 2', 'extra-separator', ',', ['a', 'b']],
  ['a trailing comma', 'a: [1, 2,]\nb: 2', 'trailing-comma', ',', ['a', 'b']],
  ['a comma gone missing between numbers', 'a: [1 2]\nb: 2', 'missing-comma', '1', ['a', 'b']],
  ['a comma gone missing between messages', 'a [{ x: 1 } { x: 2 }]\nb: 2', 'missing-comma', '}', ['a', 'b']],
  ['a semicolon in a list', 'a: [1; 2]\nb: 2', 'missing-comma', ';', ['a', 'b']],
  ['a list in a list', 'a: [[1], 2]\nb: 2', 'expected-value', '[1]', ['a', 'b']],
  ['an unclosed list', 'a: [1, 2\nb: 2', 'unclosed', '[', ['a', 'b']],
  ['a list that a comment closes', 'a: [#n]\nb: 2', 'unclosed', '[', ['a', 'b']],
  ['a list unclosed at the end', 'a: [1, 2', 'unclosed', '[', ['a']],
  ['an unclosed block', 'a {\n  x: 1\n\nb: 2\nc: 3', 'unclosed', '{', ['a', 'b', 'c']],
  ['an unclosed block in a block', 'a {\n  m {\n    x: 1\n}\nb: 2', 'unclosed', '{', ['a', 'b']],
  ['an unclosed block in a list', 'a [\n  {\n    x: 1\n]\nb: 2', 'unclosed', '{', ['a', 'b']],
  ['a block unclosed at the end', 'b: 2\na { m { x: 1', 'unclosed', '{', ['b', 'a']],
  ['a bracket too many', 'a { x: 1 } }\nb: 2', 'unmatched-close', '}', ['a', 'b']],
  ['the wrong bracket', 'a < x: 1 }\nb: 2', 'mismatched-close', '}', ['a', 'b']],
  ['brackets without a name', 'a: 1\n{ b: 2 }\nc: 3', 'missing-name', '{', ['a', 'b', 'c']],
  ['doubled braces', 'a {{ x: 1 }}\nb: 2', 'missing-name', '{', ['a', 'b']],
  ['an unclosed string', 'a: "x\nb: 2', 'unclosed-string', '"x', ['a', 'b']],
  ['a string without its first quote', 'a: x"\nb: 2', 'unclosed-string', '"', ['a', 'b']],
  ['an unknown escape', 'a: "x\\qy"\nb: 2', 'invalid-escape', '\\q', ['a', 'b']],
  ['typographic quotes', 'a: “x”\nb: 2', 'typographic-quotes', '“x”', ['a', 'b']],
  ['digits that touch letters', 'a: 1_000\nb: 2', 'malformed-number', '1_000', ['a', 'b']],
  ['a value in round brackets', 'a: (1, 2)\nb: 2', 'expected-value', '(1, 2)', ['a', 'b']],
  ['two minus signs', 'a: --1\nb: 2', 'expected-value', '-', ['a', 'b']],
  ['a C++ comment', 'a: 1 // one\nb: 2', 'unexpected-text', '// one', ['a', 'b']],
  ['a rule of dashes', 'a: 1\n---\nb: 2', 'unexpected-text', '---', ['a', 'b']],
  ['a byte order mark', '\ufeffa: 1\nb: 2', 'byte-order-mark', '\ufeff', ['a', 'b']],
  ['a non-breaking space', 'a:\u00a01\nb: 2', 'non-ascii', '\u00a0', ['a', 'b']],
  ['a NUL', 'a: 1\0\nb: 2', 'control-character', '\0', ['a', 'b']],
  ['a placeholder', 'a: ${x}\nb: 2', 'placeholder', '${x}', ['a', 'b']],
  ['a placeholder in a list', 'a: [1, ${x}]\nb: 2', 'placeholder', '${x}', ['a', 'b']],
  ['a placeholder in a word', 'a: TYPE_${x}\nb: 2', 'placeholder', '${x}', ['a', 'b']],
  ['a placeholder alone', 'a: 1\n${x}\nb: 2', 'placeholder', '${x}', ['a', 'b']],
  ['a Jinja placeholder', 'a: {{ x }}\nb: 2', 'placeholder', '{{ x }}', ['a', 'b']],
  ['a Jinja statement', 'a: 1\n{% if x %}\nb: 2', 'placeholder', '{% if x %}', ['a', 'b']],
  ['a quoted name', '"a": 1\nb: 2', 'quoted-name', '"a"', ['a', 'b']],
  ['pasted JSON', '{ "a": 1, "b": [{ "x": true }] }', 'json', '{', ['a', 'b']],
  [
    'a conflict',
    '<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\nb: 2',
    'conflict-marker',
    '<<<<<<< HEAD',
    ['a', 'a', 'b'],
  ],
  ['an unclosed name', '[a.b: 1\nb: 2', 'unclosed', '[', ['a.b', 'b']],
];

describe('one mistake, one issue', () => {
  it.each(mistakes)('%s', (_, text, id, covered, names) => {
    const { issues, root } = parseTextproto(text);
    expect(issues.map((issue) => [issue.id, text.slice(issue.range.start, issue.range.end)])).toEqual([
      [id, covered],
    ]);
    expect(root.fields.map((field) => field.name.text)).toEqual(names);
  });
});

describe('what a mistake leaves', () => {
  it('keeps the messages of a list with commas gone missing', () => {
    const { root } = parseTextproto('input [ { name: "x" } { name: "y" } ]');
    expect(messageFields(root, 'input')).toHaveLength(2);
  });

  it('keeps a placeholder as the value of its field', () => {
    const { root } = parseTextproto('a: -TYPE_${x}0');
    expect(root.fields[0]!.values).toEqual([
      {
        kind: 'scalar',
        type: 'placeholder',
        range: { start: 3, end: 14 },
        raw: 'TYPE_${x}0',
        negative: true,
      },
    ]);
  });

  it('takes seven closing angle brackets at the start of a line for what they are', () => {
    const text = `${'a <'.repeat(7)}\n${'>'.repeat(7)} # done`;
    expect(parseTextproto(text).issues).toEqual([]);
  });

  it('takes an extension after a word for a field of its own, and a list for one of the word', () => {
    const names = (text: string) => parseTextproto(text).root.fields.map((field) => field.name.text);
    for (const extension of ['[x.y]: 1', '[x] { }', '[ h/x.y ] <>']) {
      const text = `a: true ${extension}`;
      expect(parseTextproto(text).issues).toEqual([]);
      expect(names(text)).toEqual(['a', extension.replace(/[[\] ]|[:{<].*/g, '')]);
    }
    expect(names('a:\nb [x, y]')).toEqual(['a', 'b']);
  });

  it('does not heed indentation where brackets balance', () => {
    const { root, issues } = parseTextproto('a {\nb: 1\nc {\nd: 2\n}\n}\ne: 3');
    expect(issues).toEqual([]);
    expect(root.fields.map((field) => field.name.text)).toEqual(['a', 'e']);
  });
});
