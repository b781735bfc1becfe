import { sglangServe } from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';
import {
  reportInvalidValues,
  reportMissingValues,
  reportNeedlessValues,
} from '../command-line/flag-values.ts';

export const invalidSglangFlagValue: Rule = {
  code: 'BWG002',
  name: 'sglang-flag-value-invalid',
  area: 'sglang',
  severity: 'error',
  appliesTo: '`python -m sglang.launch_server` and `sglang serve`, SGLang 0.2 to 0.5.18',
  summary: 'An option has no value, one that SGLang does not take, or one although it is a switch.',
  why: 'The server stops with “expected one argument”, “invalid choice” or “unrecognized arguments” before it loads the model.',
  remedy: 'Use one of the values that the message lists; give switches alone.',
  sources: ['sgl-project/sglang python/sglang/srt/server_args.py at release tags, 0.2.0 to 0.5.18'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      '# batchwise: sglang=0.5.4\npython -m sglang.launch_server --model-path m --kv-cache-dtype «int8»\n',
      'python -m sglang.launch_server --model-path m --enable-torch-compile «true»\n',
      'python -m sglang.launch_server --model-path m «--context-length» --tp 2\n',
    ],
    good: [
      'python -m sglang.launch_server --model-path m --kv-cache-dtype fp8_e5m2 --enable-torch-compile\n',
    ],
  },
  scope: 'commands',
  check(context) {
    reportMissingValues(context, [sglangServe]);
    reportNeedlessValues(context, [sglangServe]);
    reportInvalidValues(context, [sglangServe]);
  },
};
