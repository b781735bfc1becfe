import { modelSplits } from '../../reading/model-splits.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';
import { splitsKvHeads, tensorChoices } from './tensor-choices.ts';

export const kvHeadsNotDivisible: Rule = {
  code: 'BWA002',
  name: 'kv-heads-not-divisible',
  area: 'model',
  severity: 'error',
  appliesTo: 'vLLM, SGLang and TensorRT-LLM where the model is known and has fewer KV heads than heads',
  summary:
    'The KV heads of the model can be neither dealt out nor copied evenly over the ranks of tensor parallelism.',
  why: 'With as many KV heads as ranks or more, each rank takes as many; with fewer, each KV head is copied to as many ranks. What does not come out even fails an assertion while the model is built.',
  remedy: 'Choose a tensor parallel size that divides the number of KV heads, or that it divides.',
  sources: [
    'NVIDIA/TensorRT-LLM tensorrt_llm/layers/attention.py: n_kv_head % tp == 0 or tp % n_kv_head == 0',
    'vllm-project/vllm vllm/model_executor/models/llama.py LlamaAttention',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'vllm serve meta-llama/Llama-3.2-3B-Instruct --tensor-parallel-size «6»\n',
      'python3 examples/llama/convert_checkpoint.py --model_dir Llama-3.2-3B --output_dir ckpt --tp_size «3»\n',
    ],
    good: [
      'vllm serve meta-llama/Llama-3.2-3B-Instruct --tensor-parallel-size 4\n',
      'vllm serve Qwen/Qwen2.5-1.5B --tensor-parallel-size 6\n',
    ],
  },
  check(context) {
    for (const split of modelSplits(context.project, context.options)) {
      const { model, tensor, engine } = split;
      if (!tensor || engine === 'tgi' || split.wholeAttention || model.mla) continue;
      // Heads that do not divide are the greater mistake, which another rule tells.
      if (model.heads % tensor.value !== 0 || splitsKvHeads(model.kvHeads, tensor.value)) continue;
      reportAt(
        context,
        tensor,
        `${model.name} has ${model.kvHeads} KV heads, which ${tensor.value} ranks can neither share nor copy evenly; ${tensorChoices(model)} can.`,
      );
    }
  },
};
