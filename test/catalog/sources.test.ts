import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { gpus } from '../../catalog/gpus.ts';
import { memoryFacts } from '../../catalog/memory.ts';

const dataFolder = fileURLToPath(new URL('../../catalog/data/', import.meta.url));

/** Every string of a JSON value, with the keys that lead to it. */
function stringsIn(value: unknown, path = '$'): { path: string; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => stringsIn(member, `${path}.${key}`));
}

/** Places that only those who made the catalogue have. */
const unreachable = /\bfacts\/|\.\.\/shared|\bshared\/facts|measurements\/|file-index|from memory/;

describe('sources', () => {
  it.each(readdirSync(dataFolder))('of %s are such as a user can follow', (file) => {
    const found = stringsIn(JSON.parse(readFileSync(`${dataFolder}${file}`, 'utf8')));
    expect(found.length).toBeGreaterThan(1);
    expect(found.filter(({ text }) => unreachable.test(text))).toEqual([]);
  });

  it('are looked for wherever a string stands', () => {
    const value = { a: [{ source: 'facts/trtllm/memory.md' }], b: 'vLLM PR 38284', c: { d: '../shared/x' } };
    const bad = stringsIn(value).filter(({ text }) => unreachable.test(text));
    expect(bad.map(({ path }) => path)).toEqual(['$.a.0.source', '$.c.d']);
  });

  it('name the log or the file that a figure was read off', () => {
    expect(memoryFacts.context.tensorrtLlm.source).toContain('docs/source/reference/memory.md@v0.15.0');
    const memoryOf = (name: string) => gpus.find((gpu) => gpu.name === name)?.memorySource;
    expect(memoryOf('RTX-3090')).toContain('vllm-project/vllm/issues/10517');
    expect(memoryOf('L40S')).toContain('aiconfigurator');
  });
});
