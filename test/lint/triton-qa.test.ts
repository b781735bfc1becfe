import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesBelow, lintFiles } from './support.ts';

const folder = join(import.meta.dirname, '../../../shared/corpus/triton-qa');

interface Case {
  readonly id: string;
  readonly autoComplete: boolean;
  readonly expect: 'ok' | 'error';
}

describe.skipIf(!existsSync(folder))("Triton's own load failures", () => {
  const cases = existsSync(folder)
    ? readdirSync(folder).map(
        (name) => JSON.parse(readFileSync(join(folder, name, 'case.json'), 'utf8')) as Case,
      )
    : [];
  const errorsOf = async ({ id, autoComplete }: Case) => {
    const files = filesBelow(join(folder, id));
    return (await lintFiles(files, { autoComplete })).filter(({ severity }) => severity === 'error');
  };

  it.each(cases.filter(({ expect }) => expect === 'ok').map((one) => [one.id, one] as const))(
    '%s loads and gets no error',
    async (_id, one) => {
      expect(await errorsOf(one)).toEqual([]);
    },
  );

  it.each(cases.filter(({ expect }) => expect === 'error').map((one) => [one.id, one] as const))(
    '%s is refused and gets an error',
    async (_id, one) => {
      expect(await errorsOf(one)).not.toEqual([]);
    },
  );
});
