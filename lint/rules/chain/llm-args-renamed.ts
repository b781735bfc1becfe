import { isWithin } from '../../../catalog/version.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { placeOf } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

/** Arguments of the LLM API that moved (facts: trtllm/serve_flags.json, renames; NVIDIA/TensorRT-LLM PRs 4603, 5014, 6003). */
const moved: readonly { readonly old: string; readonly now: string; readonly from: string }[] = [
  { old: 'pytorch_backend_config', now: 'its keys stand at the top', from: '1.0.0' },
  { old: 'use_cuda_graph', now: 'write `cuda_graph_config`', from: '1.0.0' },
  { old: 'cuda_graph_batch_sizes', now: 'write `cuda_graph_config.batch_sizes`', from: '1.0.0' },
  { old: 'cuda_graph_max_batch_size', now: 'write `cuda_graph_config.max_batch_size`', from: '1.0.0' },
  { old: 'cuda_graph_padding_enabled', now: 'write `cuda_graph_config.enable_padding`', from: '1.0.0' },
  {
    old: 'cuda_graph_config.padding_enabled',
    now: 'write `cuda_graph_config.enable_padding`',
    from: '1.0.0',
  },
  { old: 'kv_cache_dtype', now: 'write `kv_cache_config.dtype`', from: '1.0.0' },
  { old: 'moe_backend', now: 'write `moe_config.backend`', from: '1.0.0' },
  { old: 'autotuner_enabled', now: 'write `enable_autotuner`', from: '1.0.0' },
  { old: 'mixed_sampler', now: 'write `sampler_type`', from: '1.1.0' },
  { old: 'enable_trtllm_sampler', now: 'write `sampler_type`', from: '1.1.0' },
  { old: 'torch_compile_enabled', now: 'write `torch_compile_config`', from: '0.21.0' },
  {
    old: 'enable_overlap_scheduler',
    now: 'overlap is on; `disable_overlap_scheduler` turns it off',
    from: '0.20.0',
  },
];

export const llmArgsRenamed: Rule = {
  code: 'BWC018',
  name: 'llm-args-renamed',
  area: 'chain',
  severity: 'error',
  appliesTo: 'the YAML of `--extra_llm_api_options` and `--config` of `trtllm-serve`, and `tensorrt_llm.LLM`',
  summary: 'An argument of the LLM API is written as an older release had it.',
  why: 'The arguments are checked strictly: a key that moved is an “extra” one, and the server stops with a `ValidationError` after an upgrade.',
  remedy: 'Write the argument as the release has it.',
  sources: [
    'NVIDIA/TensorRT-LLM tensorrt_llm/llmapi/llm_args.py; PRs 4603, 5014, 6003; release notes of 1.0 and 1.1',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      {
        'serve.sh': '# batchwise: trtllm=1.0.0\ntrtllm-serve m --extra_llm_api_options options.yaml\n',
        'options.yaml': 'use_cuda_graph: «true»\nmoe_backend: «CUTLASS»\n',
      },
    ],
    good: [
      {
        'serve.sh': '# batchwise: trtllm=1.0.0\ntrtllm-serve m --extra_llm_api_options options.yaml\n',
        'options.yaml': 'cuda_graph_config:\n  enable_padding: true\n',
      },
      {
        'serve.sh': '# batchwise: trtllm=0.18.0\ntrtllm-serve m --extra_llm_api_options options.yaml\n',
        'options.yaml': 'pytorch_backend_config:\n  use_cuda_graph: true\n',
      },
    ],
  },
  check({ project, options, report }) {
    for (const { settings, version, located } of engineRuns(project, options, 'tensorrt-llm')) {
      for (const { old, now, from } of moved) {
        if (version !== undefined && !isWithin(version, from, undefined)) continue;
        // The command line has options of some of these names still.
        if (located?.command.args.some(({ value }) => value?.startsWith(`--${old}`))) continue;
        const given = settings.find(old);
        const place = given && placeOf({ value: 0, origin: given.origin });
        if (place)
          report(place.path, place.range, `From ${from} on there is no \`${old}\`: ${now}.`, {
            ...(version === undefined && { severity: 'warning' }),
          });
      }
    }
  },
};
