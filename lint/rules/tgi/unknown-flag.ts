import { compareVersions } from '../../../catalog/version.ts';
import { tgiLauncher } from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';
import { type FlagAdvice, reportUnknownFlags } from '../command-line/unknown-flags.ts';

const rename = (name: string): FlagAdvice => ({ advice: `Write \`${name}\`` });

/** Options of other engines (facts: engines/tgi_flags.json, engines/vllm_flags.json). */
const advice: Readonly<Record<string, FlagAdvice>> = {
  '--model': rename('--model-id'),
  '--max-model-len': rename('--max-total-tokens'),
  '--max-seq-len': rename('--max-total-tokens'),
  '--tensor-parallel-size': rename('--num-shard'),
  '--tp-size': rename('--num-shard'),
  '--gpu-memory-utilization': rename('--cuda-memory-fraction'),
  '--quantization': rename('--quantize'),
  '--max-num-batched-tokens': rename('--max-batch-prefill-tokens'),
  '--max-num-seqs': rename('--max-batch-size'),
  '--host': rename('--hostname'),
  '--max-input-length': {
    advice: 'Write `--max-input-tokens`',
  },
};

export const unknownTgiFlag: Rule = {
  code: 'BWH001',
  name: 'tgi-flag-unknown',
  area: 'tgi',
  severity: 'error',
  appliesTo: '`text-generation-launcher` and the arguments of its image, 0.9 to 3.3',
  summary: 'The launcher does not have the option, in the release in use or in any.',
  why: 'The launcher stops with “unexpected argument”. Neither abbreviations nor underscores are taken.',
  remedy: 'Write the option as the release has it.',
  sources: ['huggingface/text-generation-inference launcher/src/main.rs at release tags, 0.9.0 to 3.3.7'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'text-generation-launcher --model-id m «--max-model-len» 4096\n',
      '# batchwise: tgi=2.2.0\ntext-generation-launcher --model-id m «--max_total_tokens» 4096\n',
      '# batchwise: tgi=1.4.0\ntext-generation-launcher --model-id m «--kv-cache-dtype» fp8_e5m2 «--max-input-tokens» 1024\n',
    ],
    good: ['text-generation-launcher --model-id m --num-shard 2 --max-total-tokens 4096\n'],
  },
  scope: 'commands',
  check: (context) =>
    reportUnknownFlags(context, [tgiLauncher], ({ version }, { written }) => {
      const dashed = written.replaceAll('_', '-');
      // Its name before 2.0, in which both are known.
      if (dashed === '--max-input-tokens' && version !== undefined && compareVersions(version, '2.0.0') < 0)
        return rename('--max-input-length');
      return Object.hasOwn(advice, dashed) ? advice[dashed] : undefined;
    }),
};
