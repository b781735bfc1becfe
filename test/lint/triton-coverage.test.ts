import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tritonCoverage } from '../../lint/docs/triton-coverage.ts';
import { ruleByCode } from '../../lint/registry.ts';
import { coveragePath, renderTritonCoverage } from '../../scripts/docs/triton-coverage.ts';

const root = join(import.meta.dirname, '../..');
const facts = join(root, '../shared/facts/triton/validation_rules.md');

describe('docs/triton-coverage.md', () => {
  it('is what the table says: `npx tsx scripts/docs/build.ts` writes it', () => {
    expect(readFileSync(join(root, coveragePath), 'utf8')).toBe(renderTritonCoverage());
  });

  it('names rules that exist', () => {
    const codes = Object.values(tritonCoverage).flatMap((coverage) =>
      'rules' in coverage ? coverage.rules : [],
    );
    expect(codes.length).toBeGreaterThan(100);
    expect(codes.filter((code) => ruleByCode(code)?.code !== code)).toEqual([]);
  });
});

describe.skipIf(!existsSync(facts))('the list of what Triton checks', () => {
  const rows = existsSync(facts)
    ? [...readFileSync(facts, 'utf8').matchAll(/^\| (T\d{3}) \| (\S+)/gm)].map(([, id, kind]) => ({
        id: id!,
        kind: kind!,
      }))
    : [];

  it('is answered row by row', () => {
    expect(rows.length).toBeGreaterThan(200);
    expect(Object.keys(tritonCoverage)).toEqual(rows.map(({ id }) => id));
  });

  it('has a rule for each error that the files show, and a reason for each other', () => {
    const unanswered = rows.filter(({ id, kind }) => {
      const coverage = tritonCoverage[id]!;
      return (kind === 'error' || kind === 'silent') && 'because' in coverage && coverage.why.length < 10;
    });
    expect(unanswered).toEqual([]);
  });
});
