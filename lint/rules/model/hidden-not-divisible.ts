import { configFileOf } from '../../../deployment/model-name.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { convertCheckpoint, quantize, toolCalls } from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';

const config = (heads: string): string =>
  `{ "model_type": "llama", "hidden_size": 4096, "num_attention_heads": ${heads}, "num_hidden_layers": 32 }\n`;

export const hiddenNotDivisible: Rule = {
  code: 'BWA013',
  name: 'hidden-not-divisible',
  area: 'model',
  severity: 'error',
  appliesTo: 'every engine that is started with a `config.json` of the workspace',
  summary:
    'The width of the model is no multiple of its attention heads, and the size of a head is not said.',
  why: 'Without `head_dim` each head takes `hidden_size` divided by the heads. What does not come out even is refused while the model is built, “hidden_size must be divisible by num_heads”, or the weights do not fit their layers.',
  remedy: 'Correct the number of heads, or give `head_dim`.',
  sources: [
    'huggingface/transformers models/llama/modeling_llama.py LlamaAttention and configuration checks',
    'NVIDIA/TensorRT-LLM tensorrt_llm/models/modeling_utils.py PretrainedConfig.head_size',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      { 'm/config.json': config('«30»'), 'serve.sh': 'vllm serve ./m\n' },
      {
        'm/config.json': config('«24»'),
        'build.sh': 'python3 examples/llama/convert_checkpoint.py --model_dir m --output_dir ckpt\n',
      },
    ],
    good: [
      { 'm/config.json': config('32'), 'serve.sh': 'vllm serve ./m\n' },
      { 'm/config.json': config('30, "head_dim": 128'), 'serve.sh': 'vllm serve ./m\n' },
    ],
  },
  check({ project, options, report }) {
    const names = [
      ...engineRuns(project, options, 'vllm', 'sglang', 'tgi', 'tensorrt-llm').map(
        ({ deployment }) => deployment?.model.name?.value,
      ),
      ...toolCalls(project, options, [convertCheckpoint, quantize]).map(
        ({ flags }) => flags.find(({ written }) => written === '--model_dir')?.values[0]?.text,
      ),
    ];
    const files = names.flatMap((name) =>
      name === undefined ? [] : (configFileOf(name, project.files) ?? []),
    );
    for (const file of new Set(files)) {
      // The decoder of a model for images stands deeper, with keys of the same names.
      if (
        /"(head_dim|head_size|kv_channels|attention_head_dim|qk_nope_head_dim|text_config)"/.test(file.text)
      )
        continue;
      const hidden = /"hidden_size"\s*:\s*(\d+)/.exec(file.text);
      const heads = /"num_attention_heads"\s*:\s*(\d+)/.exec(file.text);
      if (!hidden || !heads || Number(heads[1]) < 1 || Number(hidden[1]) % Number(heads[1]) === 0) continue;
      const end = heads.index + heads[0].length;
      report(
        file,
        { start: end - heads[1]!.length, end },
        `${hidden[1]} numbers of a token cannot be shared evenly by ${heads[1]} heads.`,
      );
    }
  },
};
