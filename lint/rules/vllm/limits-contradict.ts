import { boolean, limit, number, text, traced } from '../../../deployment/settings/leaves.ts';
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
      `# batchwise: vllm=0.20.0\nvllm serve m --max-num-batched-tokens «256» --max-num-seqs 64 --speculative-config '{"method": "dflash", "model": "d", "num_speculative_tokens": 8}'\n`,
      '# batchwise: vllm=0.28.0\nvllm serve m --block-size 16 --prefix-match-unit «12»\n',
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
      checkDraftSlots(context, run);
      checkUnits(context, run);
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

/** Tokens of a step that each sequence keeps for drafting (vllm/config/speculative.py max_num_new_slots_for_drafting). */
function checkDraftSlots(context: RuleContext, run: EngineRun): void {
  const at = (key: string) => `speculative-config.${key}`;
  const method = traced(run.settings, text, at('method'), 'spec-method')?.value;
  const drafted = traced(run.settings, limit, at('num-speculative-tokens'), 'spec-tokens')?.value;
  const parallel = traced(run.settings, boolean, at('parallel-drafting'))?.value === true;
  const tokens = traced(run.settings, limit, 'max-num-batched-tokens');
  const seqs = traced(run.settings, limit, 'max-num-seqs');
  if (!method || !drafted || !tokens || !seqs || !holdsFor(run, { from: '0.14.0' })) return;
  const slots =
    method === 'dflash' || (method === 'draft_model' && parallel)
      ? drafted
      : method === 'draft_model'
        ? 1
        : method === 'dspark' || parallel
          ? drafted - 1
          : 0;
  if (slots > 0 && tokens.value <= slots * seqs.value)
    reportAt(
      context,
      tokens,
      `Drafting keeps ${slots} tokens for each of ${seqs.value} sequences, which leaves nothing of ${tokens.value}.`,
    );
}

/** A unit that prefixes are matched by must come out even in every block. */
function checkUnits(context: RuleContext, run: EngineRun): void {
  const unit = traced(run.settings, limit, 'prefix-match-unit');
  const block = traced(run.settings, limit, 'block-size');
  if (unit && block && block.value % unit.value !== 0)
    reportAt(context, unit, `A block of ${block.value} tokens is no whole number of units of ${unit.value}.`);
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
  { low: 'speculative-config.max-model-len', high: 'max-model-len', wide: true },
];
