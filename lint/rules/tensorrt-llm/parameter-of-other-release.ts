import { compareVersions } from '../../../catalog/flags.ts';
import { findTrtllmParameter } from '../../../catalog/trtllm-parameters.ts';
import { short } from '../../reading/flag-history.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import { versionFor } from '../../reading/versions.ts';
import type { Rule } from '../../rule.ts';

export const parameterOfOtherRelease: Rule = {
  code: 'BWL011',
  name: 'trtllm-parameter-of-other-release',
  area: 'tensorrt-llm',
  severity: 'warning',
  appliesTo:
    'models with `backend: "tensorrtllm"`, where an image tag, a `# batchwise:` line or `--target trtllm=…` says the release',
  summary: 'The release in use does not read the parameter, or no longer.',
  why: 'Parameters that a release does not know are ignored without a word.',
  remedy: 'Take it out, or use a release that reads it.',
  sources: [
    'triton-inference-server/tensorrtllm_backend all_models/inflight_batcher_llm, tags v0.5.0 to v0.19.0; NVIDIA/TensorRT-LLM triton_backend/all_models',
  ],
  examples: {
    bad: [
      '# batchwise: trtllm=0.12.0\nbackend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: «"cuda_graph_mode"» value { string_value: "true" } }\n',
    ],
    good: [
      '# batchwise: trtllm=0.17.0\nbackend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: "cuda_graph_mode" value { string_value: "true" } }\n',
    ],
  },
  check({ project, options, report }) {
    for (const { config, parameters } of trtllmModels(project)) {
      const release = versionFor('trtllm', config.file, project, options);
      if (release === undefined) continue;
      for (const { key, keyRange, value } of parameters) {
        const parameter = findTrtllmParameter(key);
        // Templates are newer than the release at times: an unset parameter changes nothing.
        if (!parameter || !value) continue;
        const { since, removedAfter } = parameter;
        if (since !== undefined && compareVersions(release, since) < 0)
          report(
            config.file,
            keyRange,
            `TensorRT-LLM ${short(release)} does not read \`${key}\` yet: it came with ${short(since)}.`,
          );
        else if (removedAfter !== undefined && compareVersions(release, removedAfter) > 0)
          report(
            config.file,
            keyRange,
            `TensorRT-LLM ${short(release)} reads \`${key}\` no longer: ${short(removedAfter)} was the last.`,
          );
      }
    }
  },
};
