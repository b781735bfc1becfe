import { valueGiven } from '../../reading/backend-models.ts';
import { engineBuild, givenFlag } from '../../reading/engine-build.ts';
import { engineConfig, placeOfKey } from '../../reading/engine-config.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

const files = (share: string, build: string): Record<string, string> => ({
  'deploy/models/llm/config.pbtxt': `backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: "gpt_model_path" value { string_value: "/engines/llama" } }\nparameters { key: "gpu_weights_percent" value { string_value: ${share} } }\n`,
  'deploy/build.sh': `trtllm-build --checkpoint_dir ckpt ${build}--output_dir /engines/llama\n`,
});

export const weightStreamingMissing: Rule = {
  code: 'BWB006',
  name: 'weight-streaming-missing',
  area: 'batching',
  severity: 'error',
  appliesTo:
    'models with `backend: "tensorrtllm"` whose `trtllm-build` command or engine `config.json` is among the files',
  summary: 'A part of the weights is to stay in host memory, and the engine was not built for it.',
  why: '`gpu_weights_percent` below 1 streams weights from the host; an engine built without `--weight_streaming` cannot, and the model does not load.',
  remedy: 'Build the engine with `--weight_streaming`, or leave `gpu_weights_percent` at 1.',
  sources: [
    'NVIDIA/TensorRT-LLM triton_backend/inflight_batcher_llm/src/model_instance_state.cc, gpu_weights_percent',
    'triton-inference-server/tensorrtllm_backend docs/model_config.md, gpu_weights_percent',
  ],
  examples: {
    bad: [files('«"0.5"»', '')],
    good: [files('"0.5"', '--weight_streaming '), files('"1.0"', '')],
  },
  check({ project, options, report }) {
    for (const { config, parameters } of trtllmModels(project)) {
      const share = valueGiven(parameters, 'gpu_weights_percent');
      if (!share || !(Number.parseFloat(share.value ?? '') < 1)) continue;
      const engine = engineConfig(config, project);
      const build = engine ? undefined : engineBuild(config, project, options);
      const place =
        engine?.build.weight_streaming === false
          ? { path: engine.file.path, range: placeOfKey(engine, 'weight_streaming') }
          : build && !build.partlyUnknown && !givenFlag(build, '--weight_streaming')
            ? { path: build.located.file.path, range: build.located.command.program.range }
            : undefined;
      if (place)
        report(config.file, share.valueRange, 'The engine is not built with `--weight_streaming`.', {
          related: [{ ...place, message: 'the engine' }],
        });
    }
  },
};
