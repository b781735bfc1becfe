import { describe, expect, it } from 'vitest';
import { parseTextproto, readMessage } from '../../../grammar/textproto/index.ts';
import type { ProtoSchema } from '../../../grammar/textproto/schema.ts';
import { hasShared, modelConfigSchema, readShared, sharedJson } from './shared.ts';

interface CorpusFile {
  readonly file: string;
  readonly protocOk: boolean;
  readonly golden: unknown;
}

/** The index lists some files once for each of several commits; what lies on disk is the last of them. */
const entries = hasShared ? sharedJson<CorpusFile[]>('corpus/pbtxt_index.json') : [];
const files = [...new Map(entries.map((entry) => [entry.file, entry])).values()];
const schema = hasShared ? modelConfigSchema() : ({} as ProtoSchema);

describe.skipIf(!hasShared)('the corpus of real model configurations', () => {
  it('has both files that protoc takes and files that it refuses', () => {
    expect(entries.length).toBe(452);
    expect(files.length).toBe(404);
    expect(files.filter((file) => !file.protocOk).length).toBe(42);
  });

  it.each(files.filter((file) => file.protocOk).map(({ file, golden }) => [file, golden] as const))(
    'reads %s as protoc does',
    (file, golden) => {
      const result = readMessage(readShared(file), schema, 'ModelConfig');
      expect(result.errors).toEqual([]);
      expect(result.ok).toBe(true);
      expect(result.value).toEqual(golden);
    },
  );

  it.each(files.filter((file) => !file.protocOk).map(({ file }) => [file] as const))(
    'refuses %s and still has its fields',
    (file) => {
      const text = readShared(file);
      expect(readMessage(text, schema, 'ModelConfig').ok).toBe(false);
      const names = parseTextproto(text).root.fields.map((field) => field.name.text);
      // Every name that begins a line without indentation is a field of the file.
      const flush = [...text.matchAll(/^([a-z_]+)\s*[:[{]/gm)].map((match) => match[1]);
      expect(names).toEqual(expect.arrayContaining(flush));
    },
  );
});
