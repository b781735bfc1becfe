import { findTrtllmParameter } from '../../../catalog/trtllm-parameters.ts';
import { isInside } from '../../../deployment/paths.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { workspacePath } from '../../reading/mounts.ts';
import { parametersOf } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

const files = (tokenizer: string): Record<string, string> => ({
  'deploy/models/preprocessing/config.pbtxt': `backend: "python"\nparameters { key: "tokenizer_dir" value { string_value: ${tokenizer} } }\n`,
  'deploy/tokenizer/tokenizer.json': '{ }\n',
  'deploy/launch.sh':
    'docker run --gpus all -v $PWD/tokenizer:/tokenizer -v $PWD/models:/models nvcr.io/nvidia/tritonserver:25.01-trtllm-python-py3 tritonserver --model-repository=/models\n',
});

/** Parameters of the template's models that lead to folders. */
const folders = new Set([
  'tokenizer_dir',
  'gpt_model_path',
  'encoder_model_path',
  'engine_dir',
  'multimodal_model_path',
  'visual_model_path',
]);

export const pathNotThere: Rule = {
  code: 'BWL021',
  name: 'folder-not-there',
  area: 'tensorrt-llm',
  severity: 'warning',
  appliesTo:
    'paths in `parameters` below a folder of the workspace that `docker run` mounts, or below the model itself; all others cannot be judged',
  summary: 'A path in the parameters leads into the workspace, and nothing is there.',
  why: 'Without its tokenizer a model does not load. The tensorrtllm backend takes an engine path that does not exist for an empty one. Engines that are built later are an info only.',
  remedy: 'Mend the path, or put the folder where it leads.',
  sources: [
    'triton-inference-server/tensorrtllm_backend#207, #61',
    'NVIDIA/TensorRT-LLM triton_backend/inflight_batcher_llm/src/model_instance_state.cc',
  ],
  examples: {
    bad: [files('«"/tokenizer/llama"»')],
    good: [files('"/tokenizer"'), files('"/somewhere/else"'), files('"meta-llama/Llama-3.1-8B"')],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      if (config.home === undefined) continue;
      for (const { key, value, valueRange } of parametersOf(config)) {
        if (!folders.has(key) || !value) continue;
        const path = workspacePath(value, config, project);
        if (path === undefined || project.paths.has(path) || path === '.') continue;
        const engine = key !== 'tokenizer_dir' && findTrtllmParameter(key) !== undefined;
        const inModel = isInside(path, config.home);
        report(
          config.file,
          valueRange,
          `\`${value}\` is ${path} here, and ${inModel ? 'the model has no such folder' : 'there is no such folder'}.`,
          engine ? { severity: 'info' } : {},
        );
      }
    }
  },
};
