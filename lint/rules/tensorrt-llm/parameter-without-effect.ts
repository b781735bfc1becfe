import { isWithin } from '../../../catalog/version.ts';
import type { Range } from '../../../grammar/text.ts';
import type { Fix } from '../../finding.ts';
import { renameFix } from '../../fixes.ts';
import { valueGiven } from '../../reading/backend-models.ts';
import { type Parameter, trtllmModels } from '../../reading/trtllm-models.ts';
import { versionFor } from '../../reading/versions.ts';
import type { Rule } from '../../rule.ts';

const model = (more: string, release = ''): string =>
  `${release && `# batchwise: trtllm=${release}\n`}backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\n${more}`;
const set = (key: string, value: string): string =>
  `parameters { key: ${key} value { string_value: ${value} } }\n`;

export const parameterWithoutEffect: Rule = {
  code: 'BWL017',
  name: 'trtllm-parameter-without-effect',
  area: 'tensorrt-llm',
  severity: 'warning',
  appliesTo: 'parameters of models with `backend: "tensorrtllm"`; some only where the release is known',
  summary: 'The backend reads the parameter, and yet it does nothing.',
  why: 'Some parameters need another one beside them, some were read under another name for a few releases, one is refused in code that swallows the refusal: the setting looks right and is as good as not there.',
  remedy: 'Set what it needs beside it, or take it out.',
  sources: [
    'NVIDIA/TensorRT-LLM triton_backend/inflight_batcher_llm/src/model_instance_state.cc and model_state.cc',
    'triton-inference-server/tensorrtllm_backend inflight_batcher_llm/src/model_instance_state.cc, tags v0.10.0 to v0.19.0',
  ],
  examples: {
    bad: [
      model(set('«"worker_path"»', '"/opt/worker"')),
      model(set('"cuda_graph_mode"', '«"true"»')),
      model(set('«"multi_block_mode"»', '"true"'), '0.13.0'),
      model(set('«"enable_trt_overlap"»', '"true"'), '0.15.0'),
      model(set('"max_attention_window_size"', '«"4096,8192"»'), '0.12.0'),
      model(set('«"cross_kv_cache_fraction"»', '"0.5"') + set('"gpt_model_path"', '"/engines/llama"')),
    ],
    good: [
      model(set('"cuda_graph_mode"', '"true"') + set('"cuda_graph_cache_size"', '"16"')),
      model(set('"multi_block_mode"', '"true"'), '0.17.0'),
      model(set('"cross_kv_cache_fraction"', '"0.5"') + set('"encoder_model_path"', '"/engines/t5"')),
    ],
  },
  scope: 'config',
  check({ project, options, report }) {
    for (const { config, parameters } of trtllmModels(project)) {
      const release = versionFor('trtllm', config.file, project, options);
      for (const parameter of parameters) {
        const found = parameter.value ? reasonOf(parameter, parameters, release, config.whole) : undefined;
        if (!found) continue;
        report(config.file, found.range ?? parameter.keyRange, found.message, {
          fixes: found.rename ? fixesFor(found.rename, config.file.path, parameter.keyRange) : [],
        });
      }
    }
  },
};

const isOn = (value: string | undefined): boolean => value !== undefined && /^(true|1)$/i.test(value);

function reasonOf(
  { key, value, valueRange }: Parameter,
  all: readonly Parameter[],
  release: string | undefined,
  whole: boolean,
): { message: string; range?: Range; rename?: string } | undefined {
  const within = (from: string, before: string): boolean =>
    release !== undefined && isWithin(release, from, before);
  switch (key) {
    case 'worker_path':
      return within('0', '0.10')
        ? undefined
        : {
            message:
              'Since 0.10 `worker_path` is refused, and the refusal swallowed: it is called `executor_worker_path`.',
            rename: 'executor_worker_path',
          };
    case 'enable_trt_overlap':
      return isOn(value) && within('0.10', '0.20')
        ? { message: `TensorRT-LLM ${release} takes \`enable_trt_overlap\` for outdated and ignores it.` }
        : undefined;
    case 'multi_block_mode':
    case 'enable_context_fmha_fp32_acc':
      return within('0.12', '0.15')
        ? {
            message: `TensorRT-LLM ${release} reads it as \`${key === 'multi_block_mode' ? 'multiBlockMode' : 'enableContextFMHAFP32Acc'}\`; under this name it has an effect from 0.15 on.`,
          }
        : undefined;
    case 'max_attention_window_size':
      return value?.includes(',') && within('0', '0.13')
        ? {
            message: `TensorRT-LLM ${release} reads only the first number; lists came with 0.13.`,
            range: valueRange,
          }
        : undefined;
    case 'cuda_graph_mode': {
      const cache = valueGiven(all, 'cuda_graph_cache_size');
      const none = cache ? cache.value === '' || /^\s*0+\s*$/.test(cache.value ?? '1') : whole;
      return isOn(value) && none
        ? { message: 'Without a `cuda_graph_cache_size` above 0 no CUDA graph is kept.', range: valueRange }
        : undefined;
    }
    case 'cross_kv_cache_fraction': {
      const encoder = valueGiven(all, 'encoder_model_path');
      return whole && (encoder ? encoder.value === '' : true)
        ? {
            message:
              '`cross_kv_cache_fraction` is for models with an encoder, and no `encoder_model_path` is set.',
          }
        : undefined;
    }
    default:
      return undefined;
  }
}

const fixesFor = (name: string, path: string, range: Range): Fix[] =>
  renameFix({ name, certain: false }, path, range, 'quoted');
