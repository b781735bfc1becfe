import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { tritonSchema } from '../../../catalog/triton-schema.ts';
import { readProtoFile } from '../../../grammar/textproto/descriptor.ts';
import { readMessage } from '../../../grammar/textproto/index.ts';
import { mutated } from './mutations.ts';
import { Protoc, protoFile } from './protoc.ts';
import { hasShared, readShared, sharedJson } from './shared.ts';

/**
 * Debian's protoc is 3.21, and `vectors/textproto.json` records 35.1. They take and refuse the same of these texts; of
 * some errors the words or the places differ. There the vectors hold.
 */
const differs: readonly RegExp[] = [
  // A string that a line break ends; now "Multiline strings are not allowed".
  /String literals cannot cross line boundaries/,
  // `[name]`, `[host/name]` and `[]`: 3.21 stops inside the brackets, 35.1 after them.
  /Expected "\]", found|Expected identifier, got: \]/,
  // A word that a decimal point touches is now left to the parser.
  /Need space between identifier and decimal point/,
];

const protoc = spawnSync('protoc', ['--version'], { encoding: 'utf8' }).stdout ?? '';
const hasProtoc = protoc.startsWith('libprotoc 3.21');

/** How many texts: more by hand, as in `BATCHWISE_PROTOC_RUNS=100000 BATCHWISE_SEED=7 npx vitest run protoc`. */
const runs = Number(process.env.BATCHWISE_PROTOC_RUNS ?? 4_000);
const seed = Number(process.env.BATCHWISE_SEED ?? 20_260_101);
/** Two processors are what the smallest machines have. */
const lanes = 2;
/** Longer files take longer, and hold nothing else. */
const longest = 6_000;

describe('the catalogue as a .proto file', () => {
  it('is the schema that it was made of', () => {
    const read = readProtoFile(protoFile(tritonSchema));
    expect(Object.keys(read.messages).sort()).toEqual(Object.keys(tritonSchema.messages).sort());
    for (const [name, { fields }] of Object.entries(read.messages)) {
      const plain = tritonSchema.messages[name]!.fields.map((field) => ({
        name: field.name,
        number: field.number,
        label: field.label,
        kind: field.kind,
        type: field.type,
        ...(field.keyType && { keyType: field.keyType }),
        ...(field.oneof !== undefined && { oneof: field.oneof }),
      }));
      const byNumber = (all: readonly { number: number }[]) => all.toSorted((a, b) => a.number - b.number);
      expect(byNumber(fields), name).toEqual(byNumber(plain));
    }
  });
});

describe.skipIf(!hasProtoc || !hasShared)("against Debian's protoc 3.21", () => {
  const reader = new Protoc(tritonSchema, 'inference.ModelConfig');
  afterAll(() => reader.dispose());

  const index = hasShared ? sharedJson<{ file: string }[]>('corpus/pbtxt_index.json') : [];
  const corpus = [...new Set(index.map(({ file }) => file))].map((file) => ({
    file,
    text: readShared(file),
  }));

  const verdicts = async (text: string) => {
    const ours = readMessage(text, tritonSchema, 'ModelConfig');
    const theirs = await reader.read(text);
    const first = ours.errors[0];
    const found = first ? `${first.line}:${first.column}: ${first.message}` : '';
    const said = /^input:(\d+:\d+: .*)$/m.exec(theirs.errors)?.[1] ?? '';
    const comparable = !differs.some((words) => words.test(said));
    return { ours: [ours.ok, comparable ? found : said], theirs: [theirs.ok, said] };
  };

  it('takes and refuses the same files of the corpus, with the same first error', async () => {
    for (const { file, text } of corpus) {
      const { ours, theirs } = await verdicts(text);
      expect(ours, file).toEqual(theirs);
    }
  }, 60_000);

  it(
    `takes and refuses the same of ${runs} texts made from them with mistakes`,
    async () => {
      const texts = corpus.map(({ text }) => text).filter((text) => text.length <= longest);
      const count = { taken: 0, refused: 0, otherWords: 0 };
      const property = fc.asyncProperty(mutated(texts), async (text) => {
        const { ours, theirs } = await verdicts(text);
        expect(ours[0], String(ours[0] ? theirs[1] : ours[1])).toBe(theirs[0]);
        count[theirs[0] ? 'taken' : 'refused']++;
        if (ours[1] !== theirs[1]) count.otherWords++;
      });
      const lane = (_: unknown, i: number) =>
        fc.assert(property, { numRuns: Math.ceil(runs / lanes), seed: seed + i });
      await Promise.all(Array.from({ length: lanes }, lane));
      // Texts of which nearly all are refused at their first mistake would test little.
      expect(Math.min(count.taken, count.refused)).toBeGreaterThan(runs / 5);
      // Where several mistakes meet, the recovering parser may tell of the first in other words.
      expect(count.otherWords / count.refused).toBeLessThan(0.01);
    },
    Math.max(60_000, runs * 100),
  );
});
