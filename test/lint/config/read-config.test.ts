import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { configKeys } from '../../../lint/config/keys.ts';
import { keptByOverrides } from '../../../lint/config/overrides.ts';
import { readConfig } from '../../../lint/config/read-config.ts';
import { configTemplate } from '../../../lint/config/template.ts';
import type { Finding } from '../../../lint/finding.ts';

const config = (text: string) => {
  const result = readConfig(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.config;
};
const problems = (text: string) => {
  const result = readConfig(text);
  return result.ok ? [] : result.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
};

describe('readConfig', () => {
  it('reads every key', () => {
    const text = configKeys.map(({ example }) => example).join('\n');
    expect(config(text)).toEqual({
      gpu: 'H100-SXM5-80GB',
      targets: { triton: '26.07', trtllm: '1.0', vllm: '0.11' },
      autoComplete: true,
      select: ['BWT', 'BWV'],
      ignore: ['BWT014'],
      failOn: 'error',
      overrides: [{ paths: ['legacy/', '*.generated.sh'], ignore: ['BWL'] }],
    });
  });

  it('takes releases as they are spelled, with or without quotes', () => {
    expect(config("targets: {vllm: 0.10, triton: '26.10'}").targets).toEqual({
      vllm: '0.10',
      triton: '26.10',
    });
  });

  it('takes one text for a list of one, and loose names of GPUs', () => {
    expect(config('ignore: BWT\ngpu: h100-sxm')).toEqual({ ignore: ['BWT'], gpu: 'H100-SXM5-80GB' });
  });

  it('finds nothing in nothing', () => {
    for (const text of ['', '# all comments\n', 'gpu:\nselect:\n']) expect(config(text)).toEqual({});
  });

  it('says every mistake at its place', () => {
    expect(problems('gpuu: H100\ntargets:\n  vllm: newest\n  vlm: 1\nselect: [NOPE, BWT]\n')).toEqual([
      expect.stringMatching(/^1:1 .*“gpuu”; did you mean gpu\?$/),
      expect.stringMatching(/^4:3 .*“vlm”; did you mean vllm\?$/),
      expect.stringMatching(/^3:9 a release begins with a number/),
      expect.stringMatching(/^5:10 no rule “NOPE”/),
    ]);
    expect(problems('fail-on: sometimes\nauto-complete: maybe\ngpu: H1000\n')).toEqual([
      expect.stringMatching(/^3:6 no one GPU is “H1000”/),
      expect.stringMatching(/^2:16 auto-complete is true or false$/),
      expect.stringMatching(/^1:10 fail-on is one of error/),
    ]);
    expect(problems('overrides:\n  - paths: [a]\n')).toEqual([
      expect.stringMatching(/^2:5 each of overrides has paths and ignore$/),
    ]);
    expect(problems('- gpu\n')).toHaveLength(1);
    expect(problems('gpu: [\n')).toEqual([expect.stringMatching(/^\d+:\d+ no YAML/)]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.constant('['.repeat(10_000))), (text) => {
        readConfig(text);
      }),
    );
  });
});

describe('configTemplate', () => {
  it('says nothing as it is, and each key when its lines are taken out of their comments', () => {
    const text = configTemplate();
    expect(config(text)).toEqual({});
    const plain = text.replaceAll(/^#(?! \S)/gm, '');
    expect(Object.keys(config(plain)).sort()).toEqual(configKeys.map(({ name }) => name).sort());
  });

  it('fills in what is known', () => {
    const known = { gpu: 'L40S', targets: { vllm: '0.10' } };
    expect(config(configTemplate(known))).toEqual(known);
  });
});

describe('keptByOverrides', () => {
  const finding = (path: string, code = 'BWL001', name = 'a-name') => ({ path, code, name }) as Finding;
  const kept = keptByOverrides([{ paths: ['legacy/', '*.old.sh'], ignore: ['BWL', 'b-name'] }], (path) =>
    path.startsWith('../') ? undefined : path,
  );

  it('leaves out the rules that are named, in the files that are meant', () => {
    expect(kept(finding('legacy/run.sh'))).toBe(false);
    expect(kept(finding('a/b.old.sh'))).toBe(false);
    expect(kept(finding('a/b.old.sh', 'BWT001', 'b-name'))).toBe(false);
  });

  it('keeps other rules, other files, and what lies outside of the folder', () => {
    expect(kept(finding('legacy/run.sh', 'BWT001'))).toBe(true);
    expect(kept(finding('run.sh'))).toBe(true);
    expect(kept(finding('../legacy/run.sh'))).toBe(true);
  });
});
