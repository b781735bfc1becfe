import { engineChains } from '../../reading/engine-chains.ts';
import { placeOf } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';
import { buildProblems } from './build-problems.ts';

const build = (options: string, version = '0.15.0'): string =>
  `# batchwise: trtllm=${version}\ntrtllm-build --checkpoint_dir ckpt --output_dir engine ${options}\n`;

export const buildOptionsContradict: Rule = {
  code: 'BWC003',
  name: 'build-options-contradict',
  area: 'chain',
  severity: 'error',
  appliesTo: '`trtllm-build`, each pair in the releases that have it',
  summary: 'Two options of the build exclude each other.',
  why: 'The build stops with a `RuntimeError` or an assertion. Releases from 0.17 on rather turn one of the two off with a warning, and the engine is not what was asked for.',
  remedy: 'Keep the one that is meant.',
  sources: [
    'NVIDIA/TensorRT-LLM tensorrt_llm/commands/build.py and builder.py, tags v0.8 to v1.2; plugin/plugin.py update_from_dict',
    'NVIDIA-NeMo/Export-Deploy PR #131',
    'NVIDIA/TensorRT-LLM cpp/tensorrt_llm/plugins/gptAttentionCommon/gptAttentionCommon.cpp',
  ],
  examplePath: 'build.sh',
  examples: {
    bad: [
      build('--multiple_profiles enable --opt_num_tokens «2048»'),
      build('--gather_context_logits --max_draft_len «5»'),
      build('--use_paged_context_fmha «enable» --context_fmha disable'),
      build('--paged_kv_cache «disable» --kv_cache_type paged'),
      build('--paged_kv_cache=«yes»', '0.17.0'),
      build('--max_output_len «512»', '0.11.0'),
      build('--max_input_len 512 --max_output_len 512 --max_seq_len «4096»', '0.11.0'),
      build('--user_buffer «enable»', '0.17.0'),
      build('--gemm_swiglu_plugin «fp8» --use_fused_mlp disable', '0.17.0'),
      `# batchwise: trtllm=0.15.0\npython3 convert_checkpoint.py --model_dir mistralai/Mistral-7B-v0.1 --output_dir ckpt\ntrtllm-build --checkpoint_dir ckpt --output_dir engine --max_seq_len 8192 --use_paged_context_fmha «enable»\n`,
      '# batchwise: trtllm=0.20.0\npython3 quantize.py --model_dir m --qformat fp8 --output_dir ckpt\ntrtllm-build --checkpoint_dir ckpt --output_dir engine --use_paged_context_fmha «disable»\n',
      build('--build_config sizes.json --max_batch_size «64» --max_seq_len «4096»'),
    ],
    good: [
      build('--multiple_profiles enable --max_num_tokens 4096'),
      build('--use_paged_context_fmha enable'),
      build('--paged_kv_cache enable', '0.17.0'),
    ],
  },
  check({ project, options, report }) {
    for (const chain of engineChains(project, options))
      for (const { option, message, harmless } of buildProblems(chain)) {
        const asked = chain.build.settings.find(option);
        const place = asked && placeOf({ value: 0, origin: asked.origin });
        if (place) report(place.path, place.range, message, harmless ? { severity: 'warning' } : {});
      }
  },
};
