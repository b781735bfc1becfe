import { checkpointMethod } from '../../reading/checkpoint-methods.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { divisors } from '../../reading/model-splits.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const files = (ranks: string): Record<string, string> => ({
  'model/config.json':
    '{ "architectures": ["Qwen2ForCausalLM"], "model_type": "qwen2", "hidden_size": 8192, "intermediate_size": 29568, "num_attention_heads": 64, "num_key_value_heads": 8, "num_hidden_layers": 80, "vocab_size": 152064, "quantization_config": { "quant_method": "gptq", "bits": 4, "group_size": 128 } }\n',
  'serve.sh': `vllm serve ./model --tensor-parallel-size ${ranks}\n`,
});

export const groupSplit: Rule = {
  code: 'BWA009',
  name: 'quantization-groups-split',
  area: 'model',
  severity: 'warning',
  appliesTo:
    'vLLM and SGLang with GPTQ, AWQ or block FP8 checkpoints whose `config.json` is among the files and says the group size',
  summary: 'Tensor parallelism cuts the weights inside a group that shares one scale.',
  why: 'Each rank needs whole groups of its part of the feed-forward layers. Otherwise the engine stops: “The input size is not aligned with the quantized weight shape”, or “not divisible by weight quantization block_k”.',
  remedy: 'Choose fewer ranks, or split the rest of the GPUs by pipeline parallelism.',
  sources: ['vllm-project/vllm vllm/model_executor/layers/quantization/gptq.py and fp8.py create_weights'],
  examplePath: 'serve.sh',
  examples: { bad: [files('«4»')], good: [files('1')] },
  check(context) {
    const { project, options } = context;
    for (const { deployment } of engineRuns(project, options, 'vllm', 'sglang')) {
      const model = deployment?.model.architecture?.value;
      const tensor = deployment?.parallelism.tensor;
      const group = checkpointMethod(deployment?.model, project)?.groupSize;
      if (!model || !tensor || group === undefined || deployment?.parallelism.expert) continue;
      const width = model.moe?.intermediate ?? model.intermediate;
      if (width % group !== 0 || width % (group * tensor.value) === 0) continue;
      const possible = divisors(width / group, 16).filter((ranks) => model.heads % ranks === 0);
      reportAt(
        context,
        tensor,
        `Feed-forward layers of ${width} in groups of ${group} cannot be split over ${tensor.value} ranks without cutting a group; ${possible.join(', ')} can.`,
      );
    }
  },
};
