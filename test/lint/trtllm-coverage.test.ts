import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { trtllmCoverage } from '../../lint/docs/trtllm-coverage.ts';
import { ruleByCode } from '../../lint/registry.ts';
import { renderTrtllmCoverage, trtllmCoveragePath } from '../../scripts/docs/trtllm-coverage.ts';

const root = join(import.meta.dirname, '../..');
const facts = join(root, '../shared/facts/trtllm/constraints.md');

describe('docs/trtllm-coverage.md', () => {
  it('is what the table says: `npx tsx scripts/docs/build.ts` writes it', () => {
    expect(readFileSync(join(root, trtllmCoveragePath), 'utf8')).toBe(renderTrtllmCoverage());
  });

  it('names rules that exist', () => {
    const codes = Object.values(trtllmCoverage).flatMap((row) => ('rules' in row ? row.rules : []));
    expect(codes.length).toBeGreaterThan(40);
    expect(codes.filter((code) => ruleByCode(code)?.code !== code)).toEqual([]);
  });
});

describe.skipIf(!existsSync(facts))('the constraints of TensorRT-LLM', () => {
  it('are answered row by row', () => {
    const ids = [...readFileSync(facts, 'utf8').matchAll(/^([A-D]\d+) /gm)].map(([, id]) => id!);
    // Some are named again below the list, for what was not read.
    const rows = [...new Set(ids)];
    expect(rows.length).toBeGreaterThan(45);
    expect(Object.keys(trtllmCoverage)).toEqual(rows);
  });
});
