import { modelSplits } from '../../reading/model-splits.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';
import { tensorChoices } from './tensor-choices.ts';

export const headsNotDivisible: Rule = {
  code: 'BWA001',
  name: 'heads-not-divisible',
  area: 'model',
  severity: 'error',
  appliesTo:
    'vLLM, SGLang, TGI and TensorRT-LLM where the model is known: by its name, or by a `config.json` among the files',
  summary: 'The attention heads of the model cannot be split evenly over the ranks of tensor parallelism.',
  why: 'Each rank takes a whole number of heads. The engine stops before it loads the weights: “Total number of attention heads (…) must be divisible by tensor parallel size (…)”.',
  remedy: 'Choose a tensor parallel size that divides the number of heads; the message lists them.',
  sources: [
    'vllm-project/vllm vllm/config ModelConfig.verify_with_parallel_config',
    'NVIDIA/TensorRT-LLM tensorrt_llm/layers/attention.py; text-generation-inference server models',
    'vllm-project/vllm#2652, #414, #596',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'vllm serve Qwen/Qwen2.5-7B-Instruct --tensor-parallel-size «8»\n',
      'python -m sglang.launch_server --model-path Qwen/Qwen2.5-7B-Instruct --tp «3»\n',
      'text-generation-launcher --model-id tiiuae/falcon-7b --num-shard «2»\n',
      'python3 examples/llama/convert_checkpoint.py --model_dir Llama-2-13b-hf --output_dir ckpt --tp_size «3»\n',
      { 'run.py': 'from vllm import LLM\nllm = LLM("Qwen/Qwen2.5-7B-Instruct", tensor_parallel_size=«8»)\n' },
    ],
    good: [
      'vllm serve Qwen/Qwen2.5-7B-Instruct --tensor-parallel-size 4\n',
      'vllm serve someone/unknown-model --tensor-parallel-size 7\n',
      'python -m sglang.launch_server --model-path deepseek-ai/DeepSeek-V3 --tp 16 --dp 16 --enable-dp-attention\n',
    ],
  },
  check(context) {
    for (const split of modelSplits(context.project, context.options)) {
      const { model, tensor } = split;
      if (!tensor || split.wholeAttention || model.heads % tensor.value === 0) continue;
      reportAt(
        context,
        tensor,
        `${model.name} has ${model.heads} attention heads, which ${tensor.value} ranks cannot share evenly; ${tensorChoices(model)} can.`,
      );
    }
  },
};
