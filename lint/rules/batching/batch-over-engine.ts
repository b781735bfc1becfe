import { replaceFix } from '../../fixes.ts';
import { builtLimit } from '../../reading/built-engine.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

const config = (size: string): string =>
  `backend: "tensorrtllm"\nmax_batch_size: ${size}\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: "gpt_model_path" value { string_value: "/engines/llama" } }\n`;

export const batchOverEngine: Rule = {
  code: 'BWB001',
  name: 'batch-over-engine',
  area: 'batching',
  severity: 'warning',
  appliesTo:
    'models with `backend: "tensorrtllm"` whose `trtllm-build` command or engine `config.json` is among the files',
  summary: '`max_batch_size` of the model is larger than that of its engine.',
  why: 'The engine was built for so many sequences and no more: what Triton is told can only lower that. The larger number promises a concurrency that never comes.',
  remedy: 'Build the engine with the larger `--max_batch_size`, or lower the one in `config.pbtxt`.',
  sources: ['triton-inference-server/tensorrtllm_backend#130', 'NVIDIA/TensorRT-LLM pull request 3656'],
  examples: {
    bad: [
      {
        'deploy/models/llm/config.pbtxt': config('«128»'),
        'deploy/build.sh':
          'trtllm-build --checkpoint_dir ckpt --max_batch_size 64 --output_dir /engines/llama\n',
      },
      {
        'models/llm/config.pbtxt': config('«128»').replace('/engines/llama', '/models/llm/1'),
        'models/llm/1/config.json': '{ "build_config": { "max_batch_size": 64 } }\n',
      },
    ],
    good: [
      {
        'models/llm/config.pbtxt': config('64').replace('/engines/llama', '/models/llm/1'),
        'models/llm/1/config.json': '{ "build_config": { "max_batch_size": 64 } }\n',
      },
      {
        'deploy/models/llm/config.pbtxt': config('64'),
        'deploy/build.sh':
          'trtllm-build --checkpoint_dir ckpt --max_batch_size 64 --output_dir /engines/llama\n',
      },
    ],
  },
  check({ project, options, report }) {
    for (const { config: model } of trtllmModels(project)) {
      const runtime = model.integer('max_batch_size');
      const built = builtLimit(model, 'max_batch_size', project, options);
      if (runtime?.origin.kind !== 'file' || !built || runtime.value <= built.value) continue;
      report(
        model.file,
        runtime.origin.range,
        `The engine is built for batches of ${built.value}: ${runtime.value} will not be reached.`,
        {
          related: [built.place],
          fixes: [
            replaceFix(
              `Change to \`${built.value}\``,
              model.file.path,
              runtime.origin.range,
              String(built.value),
              false,
            ),
          ],
        },
      );
    }
  },
};
