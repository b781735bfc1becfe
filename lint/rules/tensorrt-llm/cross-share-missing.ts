import { compareVersions } from '../../../catalog/version.ts';
import { valueGiven } from '../../reading/backend-models.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import { versionFor } from '../../reading/versions.ts';
import type { Rule } from '../../rule.ts';

const model = (paths: string, more = ''): string =>
  `backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\n${paths}${more}`;
const set = (key: string, value: string): string =>
  `parameters { key: "${key}" value { string_value: ${value} } }\n`;
const decoder = set('gpt_model_path', '"/engines/t5/decoder"');

/** The release that brought the parameter, with models of encoder and decoder (catalogue: cross_kv_cache_fraction). */
const since = '0.14.0';

export const crossShareMissing: Rule = {
  code: 'BWL024',
  name: 'cross-attention-share-missing',
  area: 'tensorrt-llm',
  severity: 'error',
  appliesTo:
    'models with `backend: "tensorrtllm"`, an encoder and a decoder engine, TensorRT-LLM 0.14 and later',
  summary: 'A model of encoder and decoder does not say how much of the KV cache is for cross attention.',
  why: 'The decoder keeps a second KV cache, for what it reads of the encoder. How the memory is divided has no default in the code, whatever the documentation says: without `cross_kv_cache_fraction` the model does not load.',
  remedy: 'Set `cross_kv_cache_fraction`, to `0.5` where prompts and answers are about as long.',
  sources: [
    'NVIDIA/TensorRT-LLM triton_backend/inflight_batcher_llm/src/model_instance_state.cc, cross_kv_cache_fraction',
    'NVIDIA/TensorRT-LLM cpp/tensorrt_llm/batch_manager: crossKvCacheFraction must be set for encoder-decoder models',
  ],
  examples: {
    bad: [model(decoder + set('encoder_model_path', '«"/engines/t5/encoder"»'))],
    good: [
      model(
        decoder + set('encoder_model_path', '"/engines/t5/encoder"'),
        set('cross_kv_cache_fraction', '"0.5"'),
      ),
      model(decoder),
      model(set('encoder_model_path', '"/engines/bert"')),
    ],
  },
  scope: 'config',
  check({ project, options, report }) {
    for (const { config, parameters } of trtllmModels(project)) {
      const encoder = valueGiven(parameters, 'encoder_model_path');
      if (!config.whole || !encoder?.value || !valueGiven(parameters, 'gpt_model_path')?.value) continue;
      const share = valueGiven(parameters, 'cross_kv_cache_fraction');
      // A value that is filled in later is one.
      if (share && share.value !== '') continue;
      const release = versionFor('trtllm', config.file, project, options);
      if (release !== undefined && compareVersions(release, since) < 0) continue;
      report(
        config.file,
        encoder.valueRange,
        'An encoder beside the decoder needs `cross_kv_cache_fraction`, the share of the KV cache that is its own.',
        share
          ? { related: [{ path: config.file.path, range: share.valueRange, message: 'empty here' }] }
          : {},
      );
    }
  },
};
