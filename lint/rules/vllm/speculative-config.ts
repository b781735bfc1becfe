import { limit, number, text, traced } from '../../../deployment/settings/leaves.ts';
import { draftModel } from '../../reading/draft-model.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const speculativeConfig: Rule = {
  code: 'BWV009',
  name: 'vllm-speculative-config',
  area: 'vllm',
  severity: 'error',
  appliesTo: '`--speculative-config` of vLLM from 0.8.3, and `speculative_config` of `vllm.LLM`',
  summary: 'The settings of speculative decoding lack something or contradict each other.',
  why: 'vLLM checks them before it loads the model. A draft model runs on one rank or on as many as the target, n-gram look-up needs its smallest length at or below its largest, and the number of tokens must be said unless the draft model says it itself. Draft and target number their tokens alike.',
  remedy:
    'Give `num_speculative_tokens`, and write `draft_tensor_parallel_size` for the split of the draft model.',
  sources: ['vllm-project/vllm vllm/config/speculative.py SpeculativeConfig'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      `vllm serve m --speculative-config «'{"model": "d", "num_speculative_tokens": 5, "tensor_parallel_size": 1}'»\n`,
      `vllm serve m -tp 4 --speculative-config «'{"model": "d", "num_speculative_tokens": 5, "draft_tensor_parallel_size": 2}'»\n`,
      `vllm serve m --speculative-config «'{"method": "ngram", "num_speculative_tokens": 5, "prompt_lookup_min": 5, "prompt_lookup_max": 3}'»\n`,
      `vllm serve m --speculative-config «'{"method": "ngram", "prompt_lookup_max": 3}'»\n`,
      `vllm serve Qwen/Qwen2.5-72B-Instruct --speculative-config «'{"model": "Qwen/Qwen2.5-0.5B-Instruct", "num_speculative_tokens": 5}'»\n`,
      `vllm serve meta-llama/Llama-3.1-70B-Instruct --speculative-config «'{"method": "draft_model", "model": "mistralai/Mistral-7B-v0.1", "num_speculative_tokens": 5}'»\n`,
    ],
    good: [
      `vllm serve meta-llama/Llama-3.1-70B-Instruct --speculative-config '{"method": "draft_model", "model": "meta-llama/Llama-3.2-1B", "num_speculative_tokens": 5}'\n`,
      `vllm serve m -tp 4 --speculative-config '{"model": "d", "num_speculative_tokens": 5, "draft_tensor_parallel_size": 1}'\n`,
      `vllm serve m --speculative-config '{"method": "mtp"}'\n`,
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm')) {
      checkRun(context, run);
      checkVocabulary(context, run);
    }
  },
};

function checkRun(context: RuleContext, { settings, open }: EngineRun): void {
  const at = (key: string) => traced(settings, number, `speculative-config.${key}`);
  const whole = settings.find('speculative-config');
  const wrong = at('tensor-parallel-size');
  reportAt(
    context,
    wrong,
    'Write `draft_tensor_parallel_size`: `tensor_parallel_size` is not a key of speculative decoding.',
  );
  const draft = at('draft-tensor-parallel-size');
  const tensor = traced(settings, limit, 'tensor-parallel-size')?.value ?? (open ? undefined : 1);
  if (draft && tensor !== undefined && draft.value !== 1 && draft.value !== tensor)
    reportAt(context, draft, `The draft model runs on 1 or ${tensor} ranks, not on ${draft.value}.`);
  const [low, high] = [at('prompt-lookup-min'), at('prompt-lookup-max')];
  if (low && high && low.value > high.value)
    reportAt(
      context,
      low,
      `\`prompt_lookup_min\` ${low.value} is above \`prompt_lookup_max\` ${high.value}.`,
    );
  const tokens = at('num-speculative-tokens');
  if (tokens && tokens.value < 1) reportAt(context, tokens, '`num_speculative_tokens` must be at least 1.');
  const method = traced(settings, text, 'speculative-config.method');
  if (method?.value === 'ngram' && !tokens && whole?.value !== undefined)
    reportAt(context, method, 'Look-up of n-grams needs `num_speculative_tokens`.');
}

/** A draft model proposes tokens by their number, so that both models must number them alike. */
function checkVocabulary(context: RuleContext, run: EngineRun): void {
  if (run.settings.find('speculative-config.use-heterogeneous-vocab')) return;
  const { named, architecture: draft } = draftModel(run, context.project) ?? {};
  const target = run.deployment?.model.architecture?.value;
  if (draft && target && draft.vocab !== target.vocab)
    reportAt(
      context,
      named,
      `${draft.name} has a vocabulary of ${draft.vocab} tokens, ${target.name} one of ${target.vocab}.`,
    );
}
