import { limit, number, traced } from '../../../deployment/settings/leaves.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { holdsFor } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const vllmLimitsContradict: Rule = {
  code: 'BWV007',
  name: 'vllm-limits-contradict',
  area: 'vllm',
  severity: 'error',
  appliesTo: '`vllm serve`, its module and `vllm.LLM`, where both limits are given',
  summary: 'Two limits of the scheduler contradict each other.',
  why: 'Every running sequence takes at least one token of a step, so vLLM refuses fewer tokens than sequences; and no limit of prompts may be above the longest sequence.',
  remedy: 'Lower the one limit or raise the other.',
  sources: ['vllm-project/vllm vllm/config SchedulerConfig.verify_max_model_len and LoRAConfig'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'vllm serve m --max-num-batched-tokens «128» --max-num-seqs 256\n',
      'vllm serve m --enable-lora --max-loras 8 --max-cpu-loras «4»\n',
      'vllm serve m --max-num-batched-tokens «8192» --max-num-seqs 4 --max-model-len 448\n',
      'vllm serve m --long-prefill-token-threshold «8192» --max-model-len 4096\n',
    ],
    good: [
      'vllm serve m --max-num-batched-tokens 2048 --max-num-seqs 256\n',
      'vllm serve m --enable-lora --max-loras 8 --max-cpu-loras 16\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm')) {
      const get = (name: string) => traced(run.settings, limit, name);
      for (const { low, high, from, before, wide } of orders) {
        const lower = get(low);
        const upper = get(high);
        if (!lower || !upper || upper.value >= lower.value || !holdsFor(run, { from, before } as object))
          continue;
        reportAt(
          context,
          wide ? lower : upper,
          `\`--${high}\` (${upper.value}) is below \`--${low}\` (${lower.value}).`,
        );
      }
      checkProduct(context, run);
      const spec = traced(
        run.settings,
        number,
        'speculative-config.num-speculative-tokens',
        'num-speculative-tokens',
      );
      const [tokens, seqs] = [get('max-num-batched-tokens'), get('max-num-seqs')];
      if (!spec || !tokens || !seqs || !run.settings.find('enable-lora')) continue;
      if (holdsFor(run, { from: '0.12.0' }) && tokens.value < seqs.value * (spec.value + 1))
        reportAt(
          context,
          tokens,
          `With LoRA and ${spec.value} speculative tokens, ${seqs.value} sequences take ${seqs.value * (spec.value + 1)} tokens of a step.`,
        );
    }
  },
};

/** A budget that no batch can fill; releases before 0.8.5 do not say so. */
function checkProduct(context: RuleContext, run: EngineRun): void {
  const get = (name: string) => traced(run.settings, limit, name);
  const [tokens, seqs, length] = [get('max-num-batched-tokens'), get('max-num-seqs'), get('max-model-len')];
  if (!tokens || !seqs || !length || tokens.value <= seqs.value * length.value) return;
  reportAt(
    context,
    tokens,
    `${seqs.value} sequences of ${length.value} tokens never fill ${tokens.value} tokens of a step.`,
    { severity: 'warning' },
  );
}

interface Order {
  readonly low: string;
  readonly high: string;
  readonly from?: string;
  readonly before?: string;
  /** The lower end is what is set too high. */
  readonly wide?: true;
}

const orders: readonly Order[] = [
  { low: 'max-num-seqs', high: 'max-num-batched-tokens' },
  { low: 'max-loras', high: 'max-cpu-loras' },
  { low: 'long-prefill-token-threshold', high: 'max-model-len', from: '0.7.3', wide: true },
  {
    low: 'max-long-partial-prefills',
    high: 'max-num-partial-prefills',
    from: '0.7.3',
    before: '0.26.0',
    wide: true,
  },
  { low: 'data-parallel-size-local', high: 'data-parallel-size', from: '0.8.3', wide: true },
];
