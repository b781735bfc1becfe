import { compareVersions } from '../../../catalog/flags.ts';
import { trtllmParameters } from '../../../catalog/trtllm-parameters.ts';
import { short } from '../../reading/flag-history.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import { versionFor } from '../../reading/versions.ts';
import type { Rule } from '../../rule.ts';

/** The first release that the catalogue knows: what was required there is required in every one. */
const oldest = '0.5.0';

export const requiredParameterMissing: Rule = {
  code: 'BWL012',
  name: 'trtllm-parameter-missing',
  area: 'tensorrt-llm',
  severity: 'error',
  appliesTo: 'models with `backend: "tensorrtllm"`; some parameters from 0.19 on, where the release is known',
  summary: 'A parameter that the backend cannot do without is not there.',
  why: 'Most parameters have defaults, but these are looked up without one, and the model does not load. Since 0.19 that holds for three parameters of guided decoding, even where it is not used: they may be empty, but must exist.',
  remedy: 'Add the parameter; those of guided decoding with an empty value where it is not used.',
  sources: [
    'NVIDIA/TensorRT-LLM triton_backend/inflight_batcher_llm/src/model_instance_state.cc, getGuidedDecodingConfigFromParams',
  ],
  examples: {
    bad: [
      'backend: «"tensorrtllm"»\nmax_batch_size: 8\n',
      '# batchwise: trtllm=0.20.0\nbackend: «"tensorrtllm"»\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\nparameters { key: "tokenizer_dir" value { string_value: "" } }\nparameters { key: "guided_decoding_backend" value { string_value: "" } }\n',
    ],
    good: [
      '# batchwise: trtllm=0.17.0\nbackend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\n',
    ],
  },
  check({ project, options, report }) {
    for (const { config, parameters } of trtllmModels(project)) {
      const backend = config.string('backend');
      if (!config.whole || backend?.origin.kind !== 'file') continue;
      const release = versionFor('trtllm', config.file, project, options);
      for (const { name, required, since = oldest } of trtllmParameters) {
        if (!required || parameters.some(({ key }) => key === name)) continue;
        if (
          compareVersions(since, oldest) > 0 &&
          (release === undefined || compareVersions(release, since) < 0)
        )
          continue;
        const from =
          compareVersions(since, oldest) > 0
            ? `TensorRT-LLM ${short(since)} and later do`
            : 'The backend does';
        report(
          config.file,
          backend.origin.range,
          `${from} not load the model without the parameter \`${name}\`.`,
        );
      }
    }
  },
};
