import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nimCoverage, sglangCoverage, tgiCoverage } from '../../lint/docs/server-coverage.ts';
import { vllmCoverage, vllmHardwareCoverage } from '../../lint/docs/vllm-coverage.ts';
import { ruleByCode } from '../../lint/registry.ts';
import {
  engineCoverages,
  enginesCoveragePath,
  renderEnginesCoverage,
} from '../../scripts/docs/engines-coverage.ts';

const root = join(import.meta.dirname, '../..');
const facts = join(root, '../shared/facts/engines');
const fact = (name: string): string => (existsSync(facts) ? readFileSync(join(facts, name), 'utf8') : '{}');

describe('docs/engines-coverage.md', () => {
  it('is what the tables say: `npx tsx scripts/docs/build.ts` writes it', () => {
    expect(readFileSync(join(root, enginesCoveragePath), 'utf8')).toBe(renderEnginesCoverage());
  });

  it('names rules that exist, and a reason where there is none', () => {
    const rows = Object.values(engineCoverages).flatMap(({ rows }) => Object.values(rows));
    const codes = rows.flatMap((row) => ('rules' in row ? row.rules : []));
    expect(codes.filter((code) => ruleByCode(code)?.code !== code)).toEqual([]);
    expect(rows.filter((row) => 'because' in row && row.why.length < 10)).toEqual([]);
    expect(rows.length).toBeGreaterThan(120);
  });
});

describe.skipIf(!existsSync(facts))('the lists of what engines check', () => {
  it('are answered row by row for vLLM, its paragraphs too', () => {
    const text = fact('constraints_vllm.md');
    const rows = [...text.matchAll(/^\| ([A-Z]+\d+) /gm)].map(([, id]) => id);
    const clauses = (title: string, id: string): string[] => {
      const body = new RegExp(`## ${title}\\n([^]*?)(?=\\n## |$)`).exec(text)![1]!;
      return body
        .trim()
        .split(/;|\. (?=[A-Z])|\n/)
        .map((_, at) => `${id}${at + 1}`);
    };
    expect(Object.keys(vllmCoverage)).toEqual([
      ...rows,
      ...clauses('LoRA', 'LORA'),
      ...clauses('Speculative', 'SPEC'),
      ...clauses('Prefix caching', 'PFX'),
      ...clauses('Frontend', 'FE'),
    ]);
  });

  it.each([
    ['vllm_hw.json', 'platform_checks', 'HW', vllmHardwareCoverage],
    ['sglang_flags.json', 'constraints', 'SG', sglangCoverage],
    ['tgi_flags.json', 'constraints', 'TGI', tgiCoverage],
    ['nim_env.json', 'lint_rules', 'NIM', nimCoverage],
  ])('are answered row by row for %s', (file, key, id, coverage) => {
    const rows = (JSON.parse(fact(file)) as Record<string, unknown[]>)[key]!;
    expect(Object.keys(coverage)).toEqual(rows.map((_, at) => `${id}${at + 1}`));
  });
});
