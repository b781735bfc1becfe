import { number, traced } from '../../../deployment/settings/leaves.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const yaml = (text: string): Record<string, string> => ({
  'serve.sh': 'trtllm-serve m --extra_llm_api_options options.yaml\n',
  'options.yaml': text,
});

export const llmArgsOutOfRange: Rule = {
  code: 'BWC025',
  name: 'llm-args-out-of-range',
  area: 'chain',
  severity: 'error',
  appliesTo: '`trtllm-serve` with its YAML, and `tensorrt_llm.LLM`',
  summary: 'A number of the LLM API is outside of what it may be.',
  why: 'The arguments are checked before the model is loaded, and the server stops with a `ValidationError`. Shares are fractions from 0 to 1, not percentages.',
  remedy: 'Write a number within the range.',
  sources: ['NVIDIA/TensorRT-LLM tensorrt_llm/llmapi/llm_args.py, Field constraints (1.2, 1.3)'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'trtllm-serve m --kv_cache_free_gpu_memory_fraction «90»\n',
      yaml('kv_cache_config:\n  free_gpu_memory_fraction: «1.5»\n'),
      yaml('stream_interval: «0»\n'),
    ],
    good: ['trtllm-serve m --kv_cache_free_gpu_memory_fraction 0.9\n', yaml('stream_interval: 2\n')],
  },
  check(context) {
    for (const { settings } of engineRuns(context.project, context.options, 'tensorrt-llm'))
      for (const { names, least, most, words } of ranges) {
        const given = traced(settings, number, ...names);
        if (given && (given.value < least || given.value > most))
          reportAt(context, given, `\`${names[0]!.replaceAll('-', '_')}\` is ${words}, not ${given.value}.`);
      }
  },
};

interface Range {
  readonly names: readonly string[];
  readonly least: number;
  readonly most: number;
  readonly words: string;
}

const share = (...names: string[]): Range => ({ names, least: 0, most: 1, words: 'a fraction from 0 to 1' });
const atLeast = (least: number, ...names: string[]): Range => ({
  names,
  least,
  most: Number.POSITIVE_INFINITY,
  words: `${least} or more`,
});

/** Only what has a range in the source; other numbers are not judged. */
const ranges: readonly Range[] = [
  share(
    'kv-cache-config.free-gpu-memory-fraction',
    'kv-cache-free-gpu-memory-fraction',
    'free-gpu-memory-fraction',
  ),
  share('batch-wait-max-tokens-ratio'),
  atLeast(0, 'batch-wait-timeout-ms'),
  atLeast(0, 'batch-wait-timeout-iters'),
  atLeast(0, 'perf-metrics-max-requests'),
  atLeast(0, 'attention-dp-config.timeout-iters'),
  atLeast(0, 'attention-dp-config.batching-wait-iters'),
  atLeast(1, 'stream-interval'),
];
