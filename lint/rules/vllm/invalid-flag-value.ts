import { vllmServe } from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';
import {
  reportInvalidValues,
  reportMissingValues,
  reportNeedlessValues,
} from '../command-line/flag-values.ts';

export const invalidVllmFlagValue: Rule = {
  code: 'BWV002',
  name: 'vllm-flag-value-invalid',
  area: 'vllm',
  severity: 'error',
  appliesTo: '`vllm serve` and `python -m vllm.entrypoints.openai.api_server`, vLLM 0.2 to 0.28',
  summary: 'An option has no value, one that vLLM does not take, or one although it is a switch.',
  why: 'The server stops with “expected one argument”, “invalid choice” or “unrecognized arguments” before it loads the model.',
  remedy: 'Use one of the values that the message lists.',
  sources: ['vllm-project/vllm vllm/engine/arg_utils.py, a commit a release from 0.2.0 to 0.28.0'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: vllm=0.8.0\nvllm serve m --dtype «bf16»\n',
      '# batchwise: vllm=0.8.0\nvllm serve m «--max-model-len» --enforce-eager\n',
      '# batchwise: vllm=0.11.0\nvllm serve m --enable-prefix-caching «false»\n',
      '# batchwise: vllm=0.11.0\nvllm serve m --tensor-parallel-size «two»\n',
    ],
    good: [
      '# batchwise: vllm=0.8.0\nvllm serve m --dtype bfloat16 --max-model-len 8k --swap-space 0.5 --enforce-eager -tp=2 -O3 -O.level=2\n',
    ],
  },
  scope: 'commands',
  check(context) {
    reportMissingValues(context, [vllmServe]);
    reportNeedlessValues(context, [vllmServe], true);
    reportInvalidValues(context, [vllmServe]);
  },
};
