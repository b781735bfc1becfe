import { limit, traced } from '../../../deployment/settings/leaves.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { holdsFor } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

export const tgiLimits: Rule = {
  code: 'BWH003',
  name: 'tgi-limits-contradict',
  area: 'tgi',
  severity: 'error',
  appliesTo: '`text-generation-launcher`, its flags and the variables of the same names',
  summary: 'Two limits of the launcher contradict each other.',
  why: 'A prompt must leave room for an answer, and a batch must hold at least one whole request. The launcher checks it at start: “`max_input_tokens` must be < `max_total_tokens`”.',
  remedy: 'Lower the one limit or raise the other.',
  sources: ['huggingface/text-generation-inference launcher/src/main.rs main(), backends/v3/src/main.rs'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'text-generation-launcher --model-id m --max-input-tokens 4096 --max-total-tokens «4096»\n',
      'text-generation-launcher --model-id m --max-total-tokens 8192 --max-batch-total-tokens «4096»\n',
      'text-generation-launcher --model-id m --max-batch-prefill-tokens 16384 --max-batch-total-tokens «8192»\n',
      '# batchwise: tgi=2.2.0\ntext-generation-launcher --model-id m --max-input-tokens 8000 --max-total-tokens 8192 --max-batch-prefill-tokens «4096»\n',
    ],
    good: [
      '# batchwise: tgi=3.0.0\ntext-generation-launcher --model-id m --max-input-tokens 8000 --max-total-tokens 8192 --max-batch-prefill-tokens 4096\n',
      'text-generation-launcher --model-id m --max-input-tokens 3072 --max-total-tokens 4096 --max-batch-total-tokens 65536\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'tgi')) {
      const { settings } = run;
      for (const { low, high, strictly, before } of orders) {
        // Where the release is unknown, prompts may be cut into chunks.
        if (before !== undefined && (run.version === undefined || !holdsFor(run, { before }))) continue;
        const lower = traced(settings, limit, ...low);
        const upper = traced(settings, limit, high);
        if (!lower || !upper || upper.value > lower.value || (!strictly && upper.value === lower.value))
          continue;
        reportAt(
          context,
          upper,
          `\`--${high}\` (${upper.value}) must be ${strictly ? 'more than' : 'at least'} \`--${low[0]}\` (${lower.value}).`,
        );
      }
    }
  },
};

const orders: readonly {
  readonly low: readonly string[];
  readonly high: string;
  readonly strictly?: true;
  readonly before?: string;
}[] = [
  { low: ['max-input-tokens', 'max-input-length'], high: 'max-total-tokens', strictly: true },
  { low: ['max-total-tokens'], high: 'max-batch-total-tokens' },
  { low: ['max-input-tokens', 'max-input-length'], high: 'max-batch-prefill-tokens', before: '3.0.0' },
  { low: ['max-batch-prefill-tokens'], high: 'max-batch-total-tokens' },
];
