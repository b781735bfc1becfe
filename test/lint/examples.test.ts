import { describe, expect, it } from 'vitest';
import { exampleFiles } from '../../lint/examples.ts';
import { applyFixes, fixEdits } from '../../lint/fixes.ts';
import { rules } from '../../lint/index.ts';
import type { Example, Rule } from '../../lint/rule.ts';
import { lintFiles } from './support.ts';

const texts = (rule: Rule, example: Example): Record<string, string> =>
  Object.fromEntries(exampleFiles(rule, example).map(({ path, text }) => [path, text]));

const tested = rules.filter(({ code }) => code !== 'BWX002');

describe.each(tested.map((rule) => [rule.code, rule] as const))('%s', (_code, rule) => {
  it.each(rule.examples.bad.map((example, index) => [index + 1, example] as const))(
    'reports bad example %i',
    async (_n, example) => {
      const findings = await lintFiles(texts(rule, example));
      const reported = findings
        .filter(({ code }) => code === rule.code)
        .map(({ path, range }) => ({ path, ...range }));
      const wanted = exampleFiles(rule, example).flatMap(({ path, marked }) =>
        marked.map((range) => ({ path, ...range })),
      );
      expect(wanted).not.toHaveLength(0);
      expect(reported).toEqual(
        wanted.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.start - b.start)),
      );
    },
  );

  it.each(rule.examples.good.map((example, index) => [index + 1, example] as const))(
    'is silent about good example %i',
    async (_n, example) => {
      const findings = await lintFiles(texts(rule, example));
      expect(findings.filter(({ code, severity }) => code === rule.code || severity === 'error')).toEqual([]);
    },
  );
});

describe('the registry', () => {
  it('gives every code and every name once', () => {
    expect(new Set(rules.map(({ code }) => code)).size).toBe(rules.length);
    expect(new Set(rules.map(({ name }) => name)).size).toBe(rules.length);
  });

  it('holds rules that say what, why and what to do, each with examples', () => {
    for (const rule of rules) {
      expect(rule.code).toMatch(/^BW[ABCDEFGHJKLMNOPRSTVXY]\d{3}$/);
      for (const text of [rule.summary, rule.why, rule.remedy, rule.appliesTo])
        expect(text.length).toBeGreaterThan(5);
      if (rule.code !== 'BWX002') {
        expect(rule.examples.bad, rule.code).not.toHaveLength(0);
        expect(rule.examples.good, rule.code).not.toHaveLength(0);
      }
      if (rule.area !== 'lint') expect(rule.sources, rule.code).not.toHaveLength(0);
    }
  });

  it('has at least one rule for each area', () => {
    const areas = new Set(rules.map(({ area }) => area));
    expect([...areas].sort()).toEqual(
      [
        'backend',
        'batching',
        'chain',
        'container',
        'ensemble',
        'kubernetes',
        'lint',
        'memory',
        'model',
        'nim',
        'onnx',
        'precision',
        'python',
        'schema',
        'sglang',
        'slurm',
        'tensorrt-llm',
        'text-format',
        'tgi',
        'triton',
        'vllm',
      ].sort(),
    );
  });
});

describe('safe fixes', () => {
  it('leave nothing of the mistakes that they mend', async () => {
    const mended = new Set<string>();
    for (const rule of rules) {
      for (const example of rule.examples.bad) {
        const files = texts(rule, example);
        const own = (await lintFiles(files)).filter(({ code }) => code === rule.code);
        const edits = fixEdits(own);
        if (edits.size === 0 || own.some(({ fixes }) => !fixes[0]?.safe)) continue;
        const after = Object.fromEntries(
          Object.entries(files).map(([path, text]) => [path, applyFixes(text, edits.get(path) ?? [])]),
        );
        const left = (await lintFiles(after)).filter(({ code }) => code === rule.code);
        expect(left, rule.code).toEqual([]);
        mended.add(rule.code);
      }
    }
    expect([...mended]).toEqual(
      expect.arrayContaining([
        'BWF001',
        'BWS001',
        'BWS002',
        'BWS003',
        'BWT001',
        'BWE001',
        'BWE010',
        'BWL001',
        'BWL003',
        'BWK003',
      ]),
    );
  });
});
