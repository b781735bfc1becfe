import fc from 'fast-check';

/** Pieces of text format, valid somewhere and wrong elsewhere. */
const pieces = [
  ...['{', '}', '<', '>', '[', ']', ':', ',', ';', '-', '.', '/', '=', '#', '"', "'", '\\', '$', '%', '?'],
  ...[' ', '\t', '\n', '\r\n', '\v', '\f', '\0', '\x01', '\x7f', '\ufeff', 'é', '“', '😀'],
  ...[
    '0',
    '1',
    '-1',
    '- 1',
    '010',
    '08',
    '0x1F',
    '0x',
    '1.',
    '.5',
    '1.5f',
    '1e3',
    '1e',
    '1F',
    '1_0',
    '00',
    '-0',
  ],
  ...['2147483647', '2147483648', '-2147483649', '4294967296', '9223372036854775808', '18446744073709551615'],
  ...['18446744073709551616', '-9223372036854775808', '1e400', '1e-400', '0.0', '1.0', '+1'],
  ...['inf', '-inf', 'infinity', 'nan', '-nan', 'INF', 'true', 'false', 'True', 'TRUE', 't', 'f', 'null'],
  ...['TYPE_FP32', '"TYPE_FP32"', 'type_fp32', '11', '99', '-3', 'KIND_GPU', '1.5'],
  ...[
    '"s"',
    "'s'",
    '"a" "b"',
    '"\\x41"',
    '"\\101"',
    '"\\u0041"',
    '"\\ud800"',
    '"\\U00110000"',
    '"\\xff"',
    '"\\q"',
    '""',
    '"\\"',
  ],
  ...[
    'name',
    'key',
    'value',
    'input',
    'dims',
    'name: "x"',
    'key: "k"',
    'dims: 1',
    'dims: [1, 2]',
    'dims: []',
    'dims [1]',
  ],
  ...[
    'max_batch_size: 1',
    'version_policy { latest {} }',
    'version_policy: { all {} }',
    'parameters {}',
    'input []',
  ],
  ...[
    'input [{}]',
    'input: [{}, {}]',
    'input: [{},]',
    'input [{} {}]',
    'instance_group <>',
    'parameters { key: "k" value { string_value: "v" } }',
  ],
  ...[
    'parameters [{ key: "k" }]',
    '[a.b]: 1',
    '[a.b/c.D] {}',
    '[a]',
    'unknown: 1',
    'unknown {}',
    '1: 2',
    '5 {}',
  ],
  ...[
    '# c\n',
    '// c\n',
    '/* c */',
    ', ,',
    ';;',
    '}}',
    '{{',
    '${x}',
    '{% if %}',
    '<<<<<<< a\n',
    '=======\n',
    '>>>>>>> b\n',
  ],
];

const piece = fc.constantFrom(...pieces);
/** A place in a text, as a share of its length: the same for a text and what it shrinks to. */
const place = fc.double({ min: 0, max: 1, noNaN: true });

type Mutation = (text: string) => string;

const tokens = /[A-Za-z_]\w*|\d[\w.+-]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*|\s+|[\s\S]/gu;

function onTokens(change: (tokens: string[], at: number) => void, at: number): Mutation {
  return (text) => {
    const all = text.match(tokens) ?? [];
    change(all, Math.min(all.length - 1, Math.floor(at * all.length)));
    return all.join('');
  };
}

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, piece).map(([at, text]) => onTokens((all, i) => all.splice(i, 0, text), at)),
  fc.tuple(place, piece).map(([at, text]) => onTokens((all, i) => all.splice(i, 1, text), at)),
  fc.tuple(place, piece).map(([at, text]) => onTokens((all, i) => all.splice(i, 1, ` ${text} `), at)),
  place.map((at) => onTokens((all, i) => all.splice(i, 1), at)),
  place.map((at) => onTokens((all, i) => all.splice(i, 0, all[i] ?? ''), at)),
  place.map((at) => onTokens((all, i) => all.splice(i, 2, ...all.slice(i, i + 2).reverse()), at)),
  fc
    .tuple(place, place)
    .map(([at, from]) =>
      onTokens((all, i) => all.splice(i, 1, all[Math.floor(from * (all.length - 1))] ?? ''), at),
    ),
  // Not between the halves of a character beyond U+FFFF: UTF-8 could not say that.
  place.map(
    (at): Mutation =>
      (text) =>
        [...text].slice(0, Math.floor(at * text.length)).join(''),
  ),
  fc.tuple(place, piece).map(
    ([at, inserted]): Mutation =>
      (text) => {
        const all = [...text];
        all.splice(Math.floor(at * all.length), 0, inserted);
        return all.join('');
      },
  ),
);

/** One of the texts with one to four mistakes or changes in it, or with none. */
export const mutated = (texts: readonly string[]): fc.Arbitrary<string> =>
  fc
    .tuple(fc.constantFrom(...texts), fc.array(mutation, { minLength: 0, maxLength: 4, size: 'max' }))
    .map(([text, mutations]) => mutations.reduce((changed, mutate) => mutate(changed), text));
