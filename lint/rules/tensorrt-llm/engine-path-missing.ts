import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

const model = (paths: string): string =>
  `backend: «"tensorrtllm"»\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\n${paths}`;
const path = (key: string, value: string): string =>
  `parameters { key: "${key}" value { string_value: "${value}" } }\n`;
const unmarked = (text: string): string => text.replaceAll(/[«»]/g, '');

export const enginePathMissing: Rule = {
  code: 'BWL015',
  name: 'engine-path-missing',
  area: 'tensorrt-llm',
  severity: 'error',
  appliesTo: 'models with `backend: "tensorrtllm"` whose other parameters are filled in',
  summary: 'The model names neither an engine nor an encoder engine.',
  why: 'The backend loads the engine folder that `gpt_model_path` or, for encoders, `encoder_model_path` names, and stops with “Both encoder and decoder model paths are empty” where neither is set.',
  remedy: 'Set `gpt_model_path` to the folder that `trtllm-build --output_dir` wrote.',
  sources: ['NVIDIA/TensorRT-LLM triton_backend/inflight_batcher_llm/src/model_instance_state.cc'],
  examples: {
    bad: [model(path('gpt_model_path', ''))],
    good: [
      unmarked(model(path('gpt_model_path', '/engines/llama'))),
      unmarked(model(path('encoder_model_path', '/engines/bert'))),
      unmarked(model('')),
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const { config, parameters } of trtllmModels(project)) {
      const backend = config.string('backend');
      const paths = parameters.filter(({ key }) => key === 'gpt_model_path' || key === 'encoder_model_path');
      // A file that does not mention either is a sketch, or leaves it to what fills it in.
      if (!config.whole || backend?.origin.kind !== 'file' || paths.length === 0) continue;
      if (paths.some(({ value }) => value === undefined || value !== '')) continue;
      report(
        config.file,
        backend.origin.range,
        'The backend does not load a model without an engine: `gpt_model_path` is empty.',
        {
          related: paths.map(({ valueRange }) => ({
            path: config.file.path,
            range: valueRange,
            message: 'empty here',
          })),
        },
      );
    }
  },
};
