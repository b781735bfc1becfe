import { engineRuns } from '../../reading/engine-runs.ts';
import { divisors } from '../../reading/model-splits.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const files = (ranks: string): Record<string, string> => ({
  'model/config.json':
    '{ "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": 3072, "intermediate_size": 8196, "num_attention_heads": 24, "num_key_value_heads": 8, "num_hidden_layers": 28, "vocab_size": 128256 }\n',
  'serve.sh': `vllm serve ./model --tensor-parallel-size ${ranks}\n`,
});

export const intermediateNotDivisible: Rule = {
  code: 'BWA012',
  name: 'intermediate-not-divisible',
  area: 'model',
  severity: 'warning',
  appliesTo: 'vLLM and SGLang with tensor parallelism, where the model is known and has no experts',
  summary: 'The width of the feed-forward layers does not come out even over the ranks.',
  why: 'Each rank holds an equal part of the columns. The assertion fails while the model is built: “… is not divisible by …”.',
  remedy: 'Choose a number of ranks that divides the width, or split the rest by pipeline parallelism.',
  sources: ['vllm-project/vllm vllm/distributed/utils.py divide; vllm/model_executor/layers/linear.py'],
  examplePath: 'serve.sh',
  examples: { bad: [files('«8»')], good: [files('4')] },
  check(context) {
    for (const { deployment } of engineRuns(context.project, context.options, 'vllm', 'sglang')) {
      const model = deployment?.model.architecture?.value;
      const tensor = deployment?.parallelism.tensor;
      // Heads that do not divide are the greater mistake, which another rule tells.
      if (!model || !tensor || model.moe || model.heads % tensor.value !== 0) continue;
      if (model.intermediate % tensor.value === 0) continue;
      const possible = divisors(model.intermediate, 16).filter((ranks) => model.heads % ranks === 0);
      reportAt(
        context,
        tensor,
        `Feed-forward layers of ${model.name} are ${model.intermediate} wide, which ${tensor.value} ranks cannot share evenly; ${possible.join(', ')} can.`,
      );
    }
  },
};
