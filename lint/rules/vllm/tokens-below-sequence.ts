import { engineRuns } from '../../reading/engine-runs.ts';
import { firstPlace } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

export const tokensBelowSequence: Rule = {
  code: 'BWV006',
  name: 'vllm-tokens-below-sequence',
  area: 'vllm',
  severity: 'error',
  appliesTo: 'vLLM where chunked prefill is off: by a flag, or by the default of the release',
  summary:
    'The token budget of a step is smaller than the longest sequence, and prompts are not cut into chunks.',
  why: 'A prompt longer than the budget could never run, so vLLM refuses to start: “max_num_batched_tokens is smaller than max_model_len”.',
  remedy: 'Raise `--max-num-batched-tokens`, lower `--max-model-len`, or turn `--enable-chunked-prefill` on.',
  sources: ['vllm-project/vllm vllm/config SchedulerConfig', 'huggingface/trl#3788'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: vllm=0.6.6\nvllm serve m --max-num-batched-tokens «4096» --max-model-len 16384\n',
      'vllm serve m --max-num-batched-tokens «4096» --max-model-len 16384 --no-enable-chunked-prefill\n',
    ],
    good: [
      'vllm serve m --max-num-batched-tokens 4096 --max-model-len 16384\n',
      '# batchwise: vllm=0.6.6\nvllm serve m --max-num-batched-tokens 4096 --max-model-len 16384 --enable-chunked-prefill\n',
    ],
  },
  check({ project, options, report }) {
    for (const { deployment, version, open } of engineRuns(project, options, 'vllm')) {
      const { maxNumTokens: tokens, maxSeqLen: length } = deployment?.limits ?? {};
      const chunked = deployment?.batching.chunkedPrefill;
      if (!tokens || !length || chunked?.value !== false || tokens.value >= length.value) continue;
      const sure = chunked.origin.kind === 'file' || (version !== undefined && !open);
      // A default budget is raised to the sequence by itself.
      const place = sure && tokens.origin.kind === 'file' ? firstPlace(tokens) : undefined;
      if (place)
        report(
          place.path,
          place.range,
          `A step takes ${tokens.value} tokens, a sequence may have ${length.value}, and chunked prefill is off.`,
        );
    }
  },
};
