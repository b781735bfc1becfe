import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IssueLog } from '../../../grammar/textproto/issues.ts';
import { parseTolerantly } from '../../../grammar/textproto/parse.ts';
import { maxDepth } from '../../../grammar/textproto/parser.ts';
import { parseStrictly } from '../../../grammar/textproto/strict-parser.ts';
import { textprotoLexer } from '../../../grammar/textproto/tokens.ts';
import { mutated } from './mutations.ts';
import { hasShared, readShared, sharedJson } from './shared.ts';

function both(text: string) {
  const { tokens } = textprotoLexer.tokenize(text);
  const log = new IssueLog(text);
  const strict = parseStrictly(text, tokens, maxDepth);
  const tolerant = parseTolerantly(text, tokens, log, false);
  return { strict, tolerant, issues: log.issues };
}

const seeds = [
  'name: "m" max_batch_size: -8, input [ { name: "x" dims: [ -1, 3 ] }, < dims: 1; > ]; a: inf b: "a" \'b\' c {} d: []',
  'a { b <c: 1> } [x.y]: 7 [h/x.z] { k: 1.5f } [w]: [1] e: true',
];
const index = hasShared ? sharedJson<{ file: string }[]>('corpus/pbtxt_index.json') : [];
const corpus = [...new Set(index.map(({ file }) => file))].map((file) => readShared(file));

describe('the strict parser', () => {
  it('gives the tree of the grammar, or none where the grammar has an issue', () => {
    const texts = [...seeds, ...seeds, ...corpus.filter((text) => text.length < 2_000)];
    fc.assert(
      fc.property(mutated(texts), (text) => {
        const { strict, tolerant, issues } = both(text);
        if (strict) expect({ strict, issues }).toEqual({ strict: tolerant, issues: [] });
      }),
      { numRuns: 2_000, seed: 1 },
    );
  });

  it.each(seeds)('reads %j', (text) => {
    const { strict, tolerant, issues } = both(text);
    expect(issues).toEqual([]);
    expect(strict).toEqual(tolerant);
  });

  it.skipIf(!hasShared)('reads every file of the corpus that has no issue', () => {
    for (const text of corpus) {
      const { strict, issues } = both(text);
      expect(strict === undefined).toBe(issues.length > 0);
    }
  });
});
