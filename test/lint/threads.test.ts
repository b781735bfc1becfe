import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lintFiles } from './support.ts';
import { threads, undecidable } from './threads.ts';

describe('configurations of public threads', () => {
  it.each(threads)('$thread is saved by $code', async ({ files, code }) => {
    const findings = await lintFiles(files);
    expect(findings.map((finding) => finding.code)).toContain(code);
  });
});

describe('vllm-project/vllm#10517', () => {
  // Above 32 768 tokens prefill is cut into chunks, and the profile of activations shrinks.
  it.each([20_000, 35_000])('starts with %i tokens, which are shorter and longer', async (length) => {
    const text = `# batchwise: gpu=RTX-3090 vllm=0.6.4\nvllm serve meta-llama/Llama-3.1-8B-Instruct --max-model-len ${length}\n`;
    expect(await lintFiles({ 'serve.sh': text })).toEqual([]);
  });
});

const facts = join(import.meta.dirname, '../../../shared/facts');

describe.skipIf(!existsSync(facts))('the lists of threads', () => {
  it('are told whole: each is a configuration above, or said to be undecidable with the reason', () => {
    const text = ['trtllm/issues.md', 'engines/issues_misconfig.md']
      .map((path) => readFileSync(join(facts, path), 'utf8').replace(/^Top 20.*$/m, ''))
      .join('\n');
    const listed = new Set([...text.matchAll(/#(\d{2,})/g)].map(([, number]) => number!));
    const told = [...threads.map(({ thread }) => thread), ...Object.keys(undecidable)].join(' ');
    const missing = [...listed].filter((number) => !new RegExp(`#${number}\\b`).test(told));
    // Duplicates of threads that are told, pull requests that mend, and numbers in passing.
    expect(missing.filter((number) => !passing.includes(number))).toEqual([]);
  });
});

/** #7676 and #7790 are the same threads in another repository, #2443 too; #6979 explains, #2490 and #2057 mend; #54 is an observation. */
const passing = ['7676', '7790', '2443', '6979', '2490', '2057', '54'];
