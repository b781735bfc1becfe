// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of templates are what is tested.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Range } from '../../../grammar/text.ts';
import { checkMessage, parseTextproto, readMessage } from '../../../grammar/textproto/index.ts';
import { maxIssues } from '../../../grammar/textproto/issues.ts';
import { maxDepth } from '../../../grammar/textproto/parser.ts';
import { nodeAt, type PathNode } from '../../../grammar/textproto/query.ts';
import type { ProtoSchema } from '../../../grammar/textproto/schema.ts';

const schema: ProtoSchema = {
  syntax: 'proto3',
  package: 'p',
  enums: { E: { closed: false, values: [{ name: 'ZERO', number: 0 }] } },
  messages: {
    M: {
      fields: [
        { name: 'a', number: 1, label: 'repeated', kind: 'scalar', type: 'int32' },
        { name: 'b', number: 2, label: 'optional', kind: 'message', type: 'M' },
        { name: 'c', number: 3, label: 'map', kind: 'enum', type: 'E', keyType: 'string' },
        { name: 'd', number: 4, label: 'optional', kind: 'scalar', type: 'bytes' },
      ],
    },
  },
};

/** Pieces that make texts close enough to the text format to reach every rule. */
const piece = fc.constantFrom(
  ...[
    'a',
    'b',
    'c',
    'd',
    'key',
    'value',
    ':',
    ':',
    '{',
    '}',
    '<',
    '>',
    '[',
    ']',
    ',',
    ';',
    '-',
    '=',
    ' ',
    '\n',
  ],
  ...[
    '1',
    '0x1F',
    '010',
    '1.5f',
    '1e',
    '08',
    '"s"',
    "'",
    '"',
    '"\\q"',
    '#c\n',
    '${x}',
    '{{ y }}',
    '{%',
    '“',
    '”',
  ],
  ...[
    '\0',
    '\r\n',
    '\t',
    '\ufeff',
    'é',
    '😀',
    '\ud800',
    '<<<<<<< x\n',
    '=======\n',
    '>>>>>>> y\n',
    '$',
    '/',
    '.',
    'inf',
  ],
);
const nearText = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
const anyText = fc.oneof(
  nearText,
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ maxLength: 80 }),
);

/** Calls `visit` for each node with the range that it must lie in. */
function walk(node: PathNode, outer: Range, visit: (node: PathNode, outer: Range) => void): void {
  visit(node, outer);
  const children = node.kind === 'message' ? node.fields : node.kind === 'field' ? node.values : [];
  for (const child of children) walk(child, node.range, visit);
}

const within = (inner: Range, outer: Range): boolean =>
  outer.start <= inner.start && inner.start <= inner.end && inner.end <= outer.end;

describe('for any text', () => {
  it('gives a tree whose nodes lie inside each other, in order, and issues inside the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tree = parseTextproto(text);
        const whole = { start: 0, end: text.length };
        walk(tree.root, whole, (node, outer) => {
          expect(within(node.range, outer)).toBe(true);
          const children: readonly PathNode[] =
            node.kind === 'message' ? node.fields : node.kind === 'field' ? node.values : [];
          for (let i = 1; i < children.length; i++)
            expect(children[i - 1]!.range.end).toBeLessThanOrEqual(children[i]!.range.start);
        });
        for (const { range } of [...tree.issues, ...tree.comments]) expect(within(range, whole)).toBe(true);
        for (const { reader } of tree.issues)
          expect(within({ start: reader.token, end: reader.offset }, whole)).toBe(true);
        expect(tree.issues.map((issue) => issue.range.start)).toEqual(
          tree.issues.map((issue) => issue.range.start).sort((a, b) => a - b),
        );
      }),
      { numRuns: 3000 },
    );
  });

  it('says the same in readMessage and in checkMessage, and points inside the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tree = parseTextproto(text);
        const issues = [
          ...tree.issues,
          ...checkMessage(tree, schema, 'M').filter((issue) => !issue.accepted),
        ];
        const result = readMessage(text, schema, 'p.M');
        expect(result.ok).toBe(issues.length === 0);
        expect(result.errors.length === 0).toBe(result.ok);
        for (const { line, column } of result.errors) expect(Math.min(line, column)).toBeGreaterThan(0);
      }),
      { numRuns: 3000 },
    );
  });

  it('finds the innermost node at every offset', () => {
    fc.assert(
      fc.property(nearText, fc.nat(200), (text, offset) => {
        const path = nodeAt(parseTextproto(text), Math.min(offset, text.length));
        expect(path[0]!.kind).toBe('message');
        for (let i = 1; i < path.length; i++) expect(within(path[i]!.range, path[i - 1]!.range)).toBe(true);
      }),
    );
  });
});

describe('for a text without mistakes', () => {
  const value = fc.oneof(
    fc.integer().map(String),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  );
  const message: fc.Arbitrary<string> = fc.letrec<{ field: string; fields: string }>((tie) => ({
    field: fc.oneof(
      { depthSize: 'small' },
      value.map((number) => `a: ${number}`),
      fc.array(value).map((numbers) => `a: [${numbers.join(', ')}]`),
      tie('fields').map((fields) => `m {${fields}}`),
      fc.array(tie('fields')).map((all) => `m: [${all.map((fields) => `<${fields}>`).join(',')}]`),
    ),
    fields: fc
      .array(tie('field'), { maxLength: 4 })
      .chain((fields) =>
        fc.constantFrom(' ', '\n', ', ', ';', ' # c\n').map((separator) => fields.join(separator)),
      ),
  })).fields;

  it('has no issue', () => {
    fc.assert(
      fc.property(message, (text) => {
        expect(parseTextproto(text).issues).toEqual([]);
      }),
    );
  });
});

describe('for megabytes of noise', () => {
  const fill = (unit: string, megabytes: number): string => unit.repeat((megabytes * 1e6) / unit.length);

  it.each([
    ['opening braces', '{'],
    ['opening lists', 'a: ['],
    ['nested messages', 'a{'],
    ['messages in lists', 'a[{'],
    ['closing brackets', '}>]'],
    ['quotes', '"'],
    ['names', 'a: '],
    ['commas', ','],
    ['half placeholders', '${'],
    ['half Jinja', '{{a'],
    ['backslashes in a string', '"\\'],
    ['letters beyond ASCII', 'é“\u2028'],
    ['one endless word', 'x'],
  ])(
    'reads %s to a bounded tree',
    (_, unit) => {
      const tree = parseTextproto(fill(unit, 1));
      expect(tree.issues.length).toBeGreaterThan(0);
      expect(tree.issues.length).toBeLessThanOrEqual(maxIssues);
      checkMessage(tree, schema, 'M');
    },
    60_000,
  );

  it('reads ten megabytes of arbitrary characters', () => {
    // A linear congruential generator: the same noise each time.
    let state = 1;
    const next = (): number => {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      return state >> 16;
    };
    const block = Array.from({ length: 100_000 }, () => String.fromCharCode(9 + (next() % 118))).join('');
    const tree = parseTextproto(fill(block, 10));
    expect(tree.root.range.end).toBe(10_000_000);
    expect(tree.issues.length).toBe(maxIssues);
  }, 60_000);

  it('skips what is nested too deep, and reads on after it', () => {
    const nested = (depth: number): string => `${'b {'.repeat(depth)}${'}'.repeat(depth)} a: 1`;
    expect(parseTextproto(nested(maxDepth)).issues).toEqual([]);
    const tree = parseTextproto(nested(100_000));
    expect(tree.issues.map((issue) => issue.id)).toEqual(['too-deep']);
    expect(tree.root.fields.map((field) => field.name.text)).toEqual(['b', 'a']);
    expect(readMessage(nested(maxDepth), schema, 'M').ok).toBe(true);
  });
});
