// docs/engines-coverage.md: what vLLM, SGLang, TGI and NIM check of their settings, and the rule that reports it.
import type { Coverage } from '../../lint/docs/coverage.ts';
import { nimCoverage, sglangCoverage, tgiCoverage } from '../../lint/docs/server-coverage.ts';
import { vllmCoverage, vllmHardwareCoverage } from '../../lint/docs/vllm-coverage.ts';
import { renderCoverage } from './coverage-page.ts';

export const enginesCoveragePath = 'docs/engines-coverage.md';

/** By the title of its part of the page. */
export const engineCoverages: Readonly<
  Record<string, { readonly intro: string; readonly rows: Readonly<Record<string, Coverage>> }>
> = {
  vLLM: {
    intro:
      'Every raise and assertion of vllm/config, vllm/engine/arg_utils.py and the workers, at 0.6.6 and 0.28, with the releases that each holds for in its rule.',
    rows: vllmCoverage,
  },
  'vLLM on GPUs': {
    intro:
      'What the platform code and the documentation say of compute capabilities, beside each method’s own minimum.',
    rows: vllmHardwareCoverage,
  },
  SGLang: { intro: 'Every assertion of python/sglang/srt/server_args.py at 0.5.9.', rows: sglangCoverage },
  'Text Generation Inference': {
    intro: 'The launcher, the router and the shards, 0.9 to 3.3.',
    rows: tgiCoverage,
  },
  NIM: { intro: 'Containers of nvcr.io/nim, 1.x to 3.x.', rows: nimCoverage },
};

export const renderEnginesCoverage = (): string => `# What engines check, and what reports it

What each server does with its settings before it answers the first request, and what Batchwise reports of it. A server stops at its first check that fails, often after the weights were downloaded; Batchwise reports all of them at once. \`npx tsx scripts/docs/build.ts\` writes this page.

${Object.entries(engineCoverages)
  .map(([title, { intro, rows }]) => renderCoverage(title, intro, rows).replace(/^# /, '## '))
  .join('\n')}`;
