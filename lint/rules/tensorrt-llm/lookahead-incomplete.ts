import { compareVersions } from '../../../catalog/flags.ts';
import { valueGiven } from '../../reading/backend-models.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import { versionFor } from '../../reading/versions.ts';
import type { Rule } from '../../rule.ts';

const sizes = ['lookahead_window_size', 'lookahead_ngram_size', 'lookahead_verification_set_size'];
const model = (mode: string, names: readonly string[]): string =>
  `backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\nparameters { key: "decoding_mode" value { string_value: ${mode} } }\n` +
  names.map((name) => `parameters { key: "${name}" value { string_value: "4" } }\n`).join('');

export const lookaheadIncomplete: Rule = {
  code: 'BWL016',
  name: 'lookahead-incomplete',
  area: 'tensorrt-llm',
  severity: 'error',
  appliesTo:
    'models with `backend: "tensorrtllm"` and `decoding_mode: lookahead`, TensorRT-LLM 0.19 and later',
  summary: 'Lookahead decoding is on, and its sizes are not all given.',
  why: 'The backend needs the window, the n-gram and the verification set, and stops with “Decoding mode is set to lookahead but lookahead parameters are not specified” where one is missing.',
  remedy: 'Set all three `lookahead_…` parameters to whole numbers.',
  sources: ['NVIDIA/TensorRT-LLM triton_backend/inflight_batcher_llm/src/model_instance_state.cc'],
  examples: {
    bad: [model('«"lookahead"»', sizes.slice(0, 2))],
    good: [model('"lookahead"', sizes), model('"top_k"', [])],
  },
  scope: 'config',
  check({ project, options, report }) {
    for (const { config, parameters } of trtllmModels(project)) {
      const mode = valueGiven(parameters, 'decoding_mode');
      if (mode?.value !== 'lookahead' || !config.whole) continue;
      const release = versionFor('trtllm', config.file, project, options);
      if (release !== undefined && compareVersions(release, '0.19') < 0) continue;
      const missing = sizes.filter((name) => {
        const given = valueGiven(parameters, name);
        return !given || (given.value !== undefined && !/^\s*\+?\d/.test(given.value));
      });
      if (missing.length > 0)
        report(
          config.file,
          mode.valueRange,
          `Lookahead decoding needs ${missing.map((name) => `\`${name}\``).join(' and ')} too.`,
        );
    }
  },
};
