import { describe, expect, it } from 'vitest';
import { checkMessage, parseTextproto, readMessage } from '../../../grammar/textproto/index.ts';
import type { ProtoSchema } from '../../../grammar/textproto/schema.ts';
import { hasShared, schemaOf, sharedJson } from './shared.ts';

interface Vector {
  readonly id: string;
  readonly message: string;
  readonly input: string;
  readonly note: string;
  readonly expect: 'accept' | 'reject';
  /** `line:column: message` of protoc 35.1. */
  readonly error?: string;
  readonly meaning?: string;
}

interface Probe {
  readonly case: string;
  readonly text: string;
  readonly ok: boolean;
  readonly errors: readonly string[];
}

/** Vectors that are not met, each with the reason. */
const notMet: Readonly<Record<string, string>> = {};

const vectors = hasShared ? sharedJson<{ vectors: Vector[] }>('vectors/textproto.json').vectors : [];
const probes = hasShared ? sharedJson<Probe[]>('vectors/triton_textformat_probes.json') : [];
const schemas = new Map<string, ProtoSchema>();

function read(text: string, message: string) {
  const prefix = message.split('.')[0]!;
  if (!schemas.has(prefix)) schemas.set(prefix, schemaOf(message));
  return readMessage(text, schemas.get(prefix)!, message);
}

const undecodable = (meaning: string): boolean => meaning.startsWith('<undecodable');

describe.skipIf(!hasShared)('text format vectors of protoc 35.1', () => {
  it('has them all', () => expect(vectors.length).toBe(388));

  it.each(vectors.map((vector) => [`${vector.id}: ${vector.note}`, vector] as const))('%s', (_, vector) => {
    const result = read(vector.input, vector.message);
    const first = result.errors[0];
    const got = {
      expect: result.ok ? 'accept' : 'reject',
      error: first && `${first.line}:${first.column}: ${first.message}`,
    };
    const wanted = {
      expect: vector.expect,
      error: vector.error ?? (vector.expect === 'reject' ? got.error : undefined),
    };
    if (vector.id in notMet) return expect(got).not.toEqual(wanted);
    expect(got).toEqual(wanted);
    if (vector.expect === 'accept' && vector.meaning !== undefined && !undecodable(vector.meaning)) {
      const meant = read(vector.meaning, vector.message);
      expect(meant.errors).toEqual([]);
      expect(result.value).toEqual(meant.value);
    }
    return undefined;
  });
});

describe.skipIf(!hasShared)("Triton's own probes", () => {
  // protoc 3.21 prints these three otherwise than 35.1, which the vectors follow.
  const newerWords = [/^String literals cannot cross/, /^Unexpected end of string/, /got: \ufffd$/];

  it.each(probes.map((probe) => [probe.case, probe] as const))('%s', (_, probe) => {
    const result = read(probe.text, 'inference.ModelConfig');
    expect(result.ok).toBe(probe.ok);
    if (probe.ok) return;
    const [, line, column, message] = /^input:(\d+):(\d+): (.*)$/s.exec(probe.errors[0]!)!;
    expect(`${result.errors[0]!.line}:${result.errors[0]!.column}`).toBe(`${line}:${column}`);
    if (!newerWords.some((words) => words.test(message!))) expect(result.errors[0]!.message).toBe(message);
  });
});

describe.skipIf(!hasShared)('checkMessage against readMessage', () => {
  it('leaves no accepted vector with an issue, and no rejected one without', () => {
    for (const { id, input, message, expect: verdict } of vectors) {
      read('', message);
      const tree = parseTextproto(input);
      const schema = schemas.get(message.split('.')[0]!)!;
      const issues = [
        ...tree.issues,
        ...checkMessage(tree, schema, message).filter((issue) => !issue.accepted),
      ];
      expect([id, issues.length > 0]).toEqual([id, verdict === 'reject']);
    }
  });
});
