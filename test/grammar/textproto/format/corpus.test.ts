import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tritonSchema } from '../../../../catalog/triton-schema.ts';
import { formatTextproto, saysTheSame } from '../../../../grammar/textproto/format/index.ts';
import { parseTextproto, readMessage } from '../../../../grammar/textproto/index.ts';
import { hasShared, readShared, sharedJson } from '../shared.ts';

const index = hasShared ? sharedJson<{ file: string }[]>('corpus/pbtxt_index.json') : [];
const files = [...new Set(index.map(({ file }) => file))];

describe.skipIf(!hasShared)('the corpus of real model configurations', () => {
  const results = files.map((file) => {
    const text = readShared(file);
    return { file, text, result: formatTextproto(text) };
  });

  it('refuses only what has syntax errors', () => {
    const refusals = results.filter(({ result }) => !result.ok);
    expect(refusals.length).toBe(19);
    for (const { file, text, result } of refusals) {
      expect(result.ok || result.issues.length, file).toBeGreaterThan(0);
      const ids = result.ok ? [] : result.issues.map(({ id }) => id);
      expect(ids, file).not.toContain('formatter-fault');
      expect(readMessage(text, tritonSchema, 'ModelConfig').ok, file).toBe(false);
    }
  });

  it('is stable, and says the same to a reader that knows the schema', () => {
    for (const { file, text, result } of results) {
      if (!result.ok) continue;
      expect(formatTextproto(result.text), file).toMatchObject({ ok: true, text: result.text });
      const before = readMessage(text, tritonSchema, 'ModelConfig');
      const after = readMessage(result.text, tritonSchema, 'ModelConfig');
      expect(after.ok, file).toBe(before.ok);
      expect(after.value, file).toEqual(before.value);
    }
  }, 60_000);
});

/** Pieces of text format with comments and blanks between them, in any order that may still be valid. */
const blank = fc.constantFrom('', ' ', '\n', '\n\n\n', '\t', ' # c\n', '\n# d\n', '\r\n', '#\n\n');
const scalar = fc.constantFrom(
  '1',
  '-1',
  '- # m\n2',
  '0x1F',
  '1.',
  'true',
  '"s"',
  "'q\"'",
  `"a" 'b'`,
  '"x"\n# y\n"z"',
);
const spaced = (...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
  fc.tuple(...parts.flatMap((part) => [blank, part])).map((pieces) => pieces.join(''));
const is = (text: string): fc.Arbitrary<string> => fc.constant(text);
const name = fc.constantFrom('a', 'b', 'c', '[x.y]', '[ x # n\n . y ]');
const grammar = fc.letrec<{ message: string; field: string; fields: string; list: string }>((tie) => ({
  message: fc.oneof(spaced(is('{'), tie('fields'), is('}')), spaced(is('<'), tie('fields'), is('>'))),
  list: fc
    .array(fc.oneof({ depthSize: 'small' }, spaced(scalar), tie('message')), { maxLength: 3 })
    .chain((items) => spaced(is('['), is(items.join(' ,')), is(']'))),
  field: fc.oneof(
    { depthSize: 'small' },
    spaced(name, is(':'), scalar),
    spaced(name, is(':'), tie('list')),
    spaced(name, tie('message')),
    spaced(name, is(':'), tie('message')),
  ),
  fields: fc
    .array(fc.tuple(tie('field'), blank, fc.constantFrom(' ', ',', ';')), { maxLength: 4 })
    .map((all) => all.flat().join('')),
}));
const header = fc
  .subarray([
    'expand_all_children',
    'skip_all_colons',
    'preserve_angle_brackets',
    'smartquotes',
    'sort_fields_by_field_name',
  ])
  .map((words) => (words.length > 0 ? `# txtpbfmt: ${words.join(', ')}\n` : ''));

describe('for any valid text', () => {
  it('gives a text that says the same and stays as it is when formatted again', () => {
    fc.assert(
      fc.property(header, grammar.fields, blank, (directives, fields, end) => {
        const text = directives + fields + end;
        expect(parseTextproto(text).issues).toEqual([]);
        const result = formatTextproto(text);
        if (!result.ok) throw new Error(JSON.stringify(result.issues));
        expect(formatTextproto(result.text)).toMatchObject({ ok: true, text: result.text });
        expect(result.text).not.toMatch(/[ \t]\r?\n|^\n|\n\n\n/);
      }),
      { numRuns: 2000, seed: 1 },
    );
  }, 60_000);

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...'a1:{}<>[],;"\'#-$\n \\'), maxLength: 60 }),
        (text) => {
          const result = formatTextproto(text);
          expect(result.ok || result.issues.every(({ id }) => id !== 'formatter-fault')).toBe(true);
        },
      ),
      { numRuns: 5000, seed: 1 },
    );
  });
});

describe('the proof', () => {
  const same = (a: string, b: string, allowed = {}) =>
    saysTheSame(parseTextproto(a), parseTextproto(b), allowed);

  it.each([
    ['a: 1', 'a: 2'],
    ['a: 1', 'b: 1'],
    ['a: 1', 'a: -1'],
    ['a: 1', 'a: [1]'],
    ['a: [1, 2]', 'a: [2, 1]'],
    ['a: 1 b: 2', 'b: 2 a: 1'],
    ['a: 010', 'a: 8'],
    ['a: "x"', 'a: x'],
    ['a: "x"', 'a: "x "'],
    ['n { a: 1 } b: 2', 'n { a: 1 b: 2 }'],
    ['n: {}', 'n {}'],
    ['[x.y]: 1', 'xy: 1'],
    ['a: 1 # c', 'a: 1'],
    ['# c\n# d\na: 1', '# d\n# c\na: 1'],
    ['a: 1', 'a: 1 }'],
  ])('tells %j from %j', (a, b) => {
    expect(same(a, b)).toBe(false);
    expect(same(b, a)).toBe(false);
  });

  it('allows what is asked for', () => {
    expect(same('n: {}', 'n {}', { colons: true })).toBe(true);
    expect(same('a: 1 b: 2 a: 3', 'b: 2 a: 1 a: 3', { order: true })).toBe(true);
    expect(same('a: 1 a: 3', 'a: 3 a: 1', { order: true })).toBe(false);
    expect(same(`a: 'x"'`, 'a: "x\\"" ')).toBe(true);
  });
});
