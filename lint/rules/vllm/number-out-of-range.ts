import { type NumberRange, reportRanges } from '../../reading/option-constraints.ts';
import type { Rule } from '../../rule.ts';

const loraRanks = [8, 16, 32, 64, 128, 256];

/** Checks of vllm/config at 0.6.6 and 0.28; releases from the histories of the options. */
const ranges: readonly NumberRange[] = [
  { names: ['gpu-memory-utilization'], above: 0, most: 1 },
  { names: ['max-model-len'], least: 1, before: '0.13.0' },
  { names: ['max-model-len'], least: 1, except: [-1], from: '0.13.0' },
  { names: ['max-num-seqs'], least: 1 },
  { names: ['max-num-batched-tokens'], least: 1 },
  { names: ['tensor-parallel-size'], least: 1 },
  { names: ['pipeline-parallel-size'], least: 1 },
  { names: ['data-parallel-size'], least: 1, except: [0] },
  { names: ['num-scheduler-steps'], least: 1, before: '0.10.1' },
  { names: ['num-lookahead-slots'], least: 0, before: '0.12.0' },
  { names: ['swap-space'], least: 0, before: '0.18.0' },
  { names: ['cpu-offload-gb'], least: 0 },
  { names: ['max-loras'], least: 1 },
  { names: ['max-lora-rank'], only: loraRanks, before: '0.8.0' },
  { names: ['max-lora-rank'], only: [...loraRanks, 320, 512], from: '0.8.0', before: '0.11.0' },
  { names: ['max-lora-rank'], only: [1, ...loraRanks, 320, 512], from: '0.11.0' },
  { names: ['stream-interval'], least: 1, from: '0.24.0' },
  { names: ['prefill-schedule-interval'], least: 1, from: '0.24.0' },
  { names: ['watermark'], least: 0, below: 1, from: '0.24.0' },
  { names: ['max-num-partial-prefills'], least: 1, from: '0.7.3', before: '0.26.0' },
  { names: ['max-long-partial-prefills'], least: 1, from: '0.7.3', before: '0.26.0' },
  { names: ['nnodes'], least: 1 },
  { names: ['block-size'], least: 1, from: '0.18.0' },
  { names: ['max-num-scheduled-tokens'], least: 1, from: '0.25.0' },
  { names: ['decode-context-parallel-size'], least: 1, from: '0.10.2' },
  { names: ['prefill-context-parallel-size'], least: 1, from: '0.12.0' },
  { names: ['speculative-config.disable-by-batch-size'], least: 2, before: '0.9.0' },
  { names: ['speculative-disable-by-batch-size'], least: 2, before: '0.8.3' },
  { names: ['speculative-config.prompt-lookup-min', 'ngram-prompt-lookup-min'], least: 1 },
];

export const vllmNumberOutOfRange: Rule = {
  code: 'BWV003',
  name: 'vllm-number-out-of-range',
  area: 'vllm',
  severity: 'error',
  appliesTo: '`vllm serve`, its module and `vllm.LLM`, each option in the releases that have the check',
  summary: 'A number is outside of what the option takes.',
  why: 'vLLM checks its configuration before it loads the model and stops with a `ValueError`. A share of GPU memory is given as a fraction, 0.9 and not 90.',
  remedy: 'Give a number that the message allows.',
  sources: ['vllm-project/vllm vllm/config.py at 0.6.6 and vllm/config/*.py at 0.28, all raises'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'vllm serve m --gpu-memory-utilization «90»\n',
      '# batchwise: vllm=0.9.2\nvllm serve m --enable-lora --max-lora-rank «48»\n',
      'vllm serve m --max-num-seqs «0»\n',
      { 'run.py': 'from vllm import LLM\nllm = LLM(model="m", gpu_memory_utilization=«95»)\n' },
    ],
    good: ['vllm serve m --gpu-memory-utilization 0.9 --max-model-len -1 --max-num-seqs 1\n'],
  },
  check: (context) => reportRanges(context, 'vllm', ranges),
};
