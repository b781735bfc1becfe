import { engineBuild, givenFlag } from '../../reading/engine-build.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

const model =
  'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: «"V1"» } }\nparameters { key: "gpt_model_path" value { string_value: "/engines/llm" } }\n';

export const staticBatching: Rule = {
  code: 'BWL026',
  name: 'static-batching',
  area: 'tensorrt-llm',
  severity: 'warning',
  appliesTo: 'models with `backend: "tensorrtllm"` and the command that built their engine',
  summary: 'Static batches are asked of an engine that is built for in-flight batching.',
  why: '`V1` runs a batch until its last request is done, and is on its way out. With an engine whose KV cache is paged and whose input is packed, which is how `trtllm-build` builds it, the executor throws.',
  remedy: 'Write `inflight_fused_batching`.',
  sources: ['triton-inference-server/tensorrtllm_backend#511'],
  examples: {
    bad: [
      {
        'deploy/models/llm/config.pbtxt': model,
        'deploy/build.sh': 'trtllm-build --checkpoint_dir ckpt --output_dir /engines/llm\n',
      },
    ],
    good: [
      {
        'deploy/models/llm/config.pbtxt': model.replaceAll(/[«»]/g, ''),
        'deploy/build.sh':
          'trtllm-build --checkpoint_dir ckpt --output_dir /engines/llm --kv_cache_type continuous --remove_input_padding disable\n',
      },
    ],
  },
  check({ project, options, report }) {
    for (const { config, parameters } of trtllmModels(project)) {
      const type = parameters.find(({ key, value }) => key === 'gpt_model_type' && value === 'V1');
      const build = type && engineBuild(config, project, options);
      if (!type || !build || build.partlyUnknown) continue;
      const says = (flag: string): string => givenFlag(build, flag)?.values[0]?.text ?? '';
      if (
        /^disable$/i.test(says('--paged_kv_cache')) ||
        /^(continuous|disabled)$/i.test(says('--kv_cache_type'))
      )
        continue;
      report(
        config.file,
        type.valueRange,
        'The engine is built for in-flight batching, and static batches of it make the executor throw.',
        {
          related: [
            {
              path: build.located.file.path,
              range: build.located.command.program.range,
              message: 'built here with a paged KV cache',
            },
          ],
        },
      );
    }
  },
};
