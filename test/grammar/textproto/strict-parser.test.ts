import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWithMistakes } from '../../../grammar/textproto/parse.ts';
import { maxDepth } from '../../../grammar/textproto/parser.ts';
import { parseStrictly } from '../../../grammar/textproto/strict-parser.ts';
import { mutated } from './mutations.ts';
import { hasShared, readShared, sharedJson } from './shared.ts';

/** The strict reading, and that of the grammar with its mistakes; both with tree, comments and issues. */
function both(text: string) {
  const reading = parseStrictly(text, maxDepth);
  const strict = reading && { ...reading };
  if (strict) delete (strict as { words?: unknown }).words;
  return { strict, tolerant: parseWithMistakes(text, true) };
}

const seeds = [
  'name: "m" max_batch_size: -8, input [ { name: "x" dims: [ -1, 3 ] }, < dims: 1; > ]; a: inf b: "a" \'b\' c {} d: []',
  'a { b <c: 1> } [x.y]: 7 [h/x.z] { k: 1.5f } [w]: [1] e: true',
  'a: ${x} # one\r\nb: [ ${y},${z}\t]\n#two\nc { d: 0x1F e: - inf f: -.5e3f }; g: "\\n\\303\\244" "ä😀" h:0',
];
const index = hasShared ? sharedJson<{ file: string }[]>('corpus/pbtxt_index.json') : [];
const corpus = [...new Set(index.map(({ file }) => file))].map((file) => readShared(file));

const isPlain = (text: string): boolean =>
  both(text).tolerant.issues.every(({ id }) => id === 'placeholder') && !/\{\{|\$\w|\{%/.test(text);

describe('the strict parser', () => {
  it('gives what the grammar gives, or nothing where there is a mistake', () => {
    const texts = [...seeds, ...seeds, ...corpus.filter((text) => text.length < 2_000)];
    fc.assert(
      fc.property(mutated(texts), (text) => {
        const { strict, tolerant } = both(text);
        if (strict) expect(strict).toEqual(tolerant);
      }),
      { numRuns: 2_000, seed: 1 },
    );
  });

  it.each(seeds)('reads %j', (text) => {
    const { strict, tolerant } = both(text);
    expect(strict).toEqual(tolerant);
  });

  it.each([
    'a: ${x}y',
    'a: ${x}${y}',
    'a: ${x}.5',
    'a: ${x}{{ y }}',
    'a: -${x}',
    '${x}',
    'a: T_${x}',
    'a: {{ x }}',
    'a: "x" b: "y',
    'a: [1,]',
    'a: [b.c]: 1',
    'a: 08',
    'a\n<<<<<<< HEAD\nb: 1',
    'a: 1 =',
    '\ufeffa: 1',
    'a: “x”',
    'a: b [c.d]: 1',
    'a: "\\q"',
    'a: b\u0001',
  ])('leaves %j to the grammar', (text) => {
    expect(both(text).strict).toBeUndefined();
  });

  it('notes every word', () => {
    const words = parseStrictly('a: b c { a: TYPE_FP32; # d\n [e.f]: "g" }', maxDepth)?.words;
    expect(new Set(words)).toEqual(new Set(['a', 'b', 'c', 'TYPE_FP32']));
    expect(parseStrictly('b: 1', maxDepth)?.words).toEqual(['b']);
  });

  it('reads a long list', () => {
    const text = `a: [ ${'1, '.repeat(100_000)}2 ]`;
    expect(parseStrictly(text, maxDepth)?.fields[0]?.values).toHaveLength(100_001);
  });

  it.skipIf(!hasShared)('reads every file of the corpus that has no mistake', () => {
    for (const text of corpus) {
      const { strict, tolerant } = both(text);
      if (strict || isPlain(text)) expect(strict).toEqual(tolerant);
    }
  });
});
