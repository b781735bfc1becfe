import { type FlagUse, type ToolCall, trtllmBuild } from '../../reading/tool-calls.ts';
import type { FlagAdvice } from '../command-line/unknown-flags.ts';

const quantise = 'Precision is decided when the checkpoint is made:';

/** What options of `trtllm-build` in old guides became. From the option histories of 0.5 to 1.2 and the migration of `build.py` at 0.8 (facts: trtllm/build_flags.json, legacy_flags.json, convert_quantize_flags.json). */
const buildFlagAdvice: Readonly<Record<string, FlagAdvice>> = {
  '--model': {
    advice: 'The tool takes no model name: convert the model first and give the result as `--checkpoint_dir`',
  },
  '--model_dir': {
    advice: 'It belongs to convert_checkpoint.py and quantize.py; give their result as `--checkpoint_dir`',
  },
  '--use_inflight_batching': {
    advice:
      'Drop it: engines are built for in-flight batching by default since 0.8, and the server chooses it with `gpt_model_type: inflight_fused_batching`',
    replacement: '',
  },
  '--paged_kv_cache': {
    advice: 'Write `--kv_cache_type paged`, which is the default since 0.13',
    replacement: '--kv_cache_type paged',
  },
  '--max_output_len': { advice: 'Write `--max_seq_len`, the longest prompt and answer together' },
  '--use_fp8': { advice: `${quantise} \`quantize.py --qformat fp8\`` },
  '--enable_fp8': { advice: `${quantise} \`quantize.py --qformat fp8\`` },
  '--fp8': { advice: `${quantise} \`quantize.py --qformat fp8\`` },
  '--fp8_kv_cache': { advice: `${quantise} \`quantize.py --kv_cache_dtype fp8\`` },
  '--int8_kv_cache': { advice: `${quantise} \`convert_checkpoint.py --int8_kv_cache\`` },
  '--kv_cache_dtype': { advice: `${quantise} \`quantize.py --kv_cache_dtype fp8\`` },
  '--qformat': { advice: `${quantise} \`quantize.py --qformat …\`` },
  '--use_awq': { advice: `${quantise} \`quantize.py --qformat int4_awq\`` },
  '--use_smooth_quant': {
    advice: `${quantise} \`convert_checkpoint.py --smoothquant 0.5\` or \`quantize.py --qformat int8_sq\``,
  },
  '--per_channel': { advice: `${quantise} it goes with \`convert_checkpoint.py --smoothquant 0.5\`` },
  '--per_token': { advice: `${quantise} it goes with \`convert_checkpoint.py --smoothquant 0.5\`` },
  '--use_weight_only': {
    advice: `${quantise} \`convert_checkpoint.py --use_weight_only --weight_only_precision int8\``,
  },
  '--weight_only_precision': {
    advice: `${quantise} it goes with \`convert_checkpoint.py --use_weight_only\``,
  },
  '--dtype': { advice: `${quantise} \`convert_checkpoint.py --dtype\` or \`quantize.py --dtype\`` },
  '--tp_size': {
    advice:
      'The split over GPUs is decided when the checkpoint is made: `convert_checkpoint.py --tp_size` or `quantize.py --tp_size`',
  },
  '--pp_size': {
    advice:
      'The split over GPUs is decided when the checkpoint is made: `convert_checkpoint.py --pp_size` or `quantize.py --pp_size`',
  },
  '--world_size': { advice: 'Drop it: the checkpoint says how many ranks there are', replacement: '' },
  '--use_cuda_graph': {
    advice: 'CUDA graphs are chosen when the engine runs: parameter `cuda_graph_mode` of the Triton model',
  },
  '--use_gemm_plugin': { advice: 'Write `--gemm_plugin`' },
  '--use_gpt_attention_plugin': { advice: 'Write `--gpt_attention_plugin`, `auto` by default since 0.11' },
  '--enable_context_fmha': {
    advice: 'Write `--context_fmha enable`, which is the default',
    replacement: '--context_fmha enable',
  },
  '--enable_context_fmha_fp32_acc': {
    advice: 'It is chosen when the engine runs: parameter `enable_context_fmha_fp32_acc` of the Triton model',
  },
  '--context_fmha_fp32_acc': {
    advice:
      'It is chosen when the engine runs since 0.12: parameter `enable_context_fmha_fp32_acc` of the Triton model',
  },
  '--multi_block_mode': {
    advice: 'It is chosen when the engine runs since 0.12: parameter `multi_block_mode` of the Triton model',
  },
  '--parallel_build': { advice: 'Write `--workers` with the number of processes' },
  '--timing_cache': { advice: 'Write `--input_timing_cache` and `--output_timing_cache`' },
  '--strongly_typed': { advice: 'Drop it: networks are always strongly typed since 0.11', replacement: '' },
  '--enable_xqa': { advice: 'Drop it: the kernels are chosen by themselves since 0.16' },
  '--use_custom_all_reduce': { advice: 'Drop it: the way of reducing is chosen by itself since 0.12' },
  '--visualize': { advice: 'Write `--visualize_network` with a folder' },
};

/** What a call of `trtllm-build` should say in place of an option; sizes are added up where both are there. */
export function buildAdvice({ tool, flags }: ToolCall, { written }: FlagUse): FlagAdvice | undefined {
  if (tool !== trtllmBuild || !Object.hasOwn(buildFlagAdvice, written)) return undefined;
  const advice = buildFlagAdvice[written]!;
  if (written !== '--max_output_len' || flags.some((flag) => flag.written === '--max_seq_len')) return advice;
  const size = (name: string): number =>
    Number(flags.findLast((flag) => flag.written === name)?.values[0]?.text);
  const total = size('--max_input_len') + size('--max_output_len');
  return Number.isSafeInteger(total)
    ? { ...advice, replacement: `--max_seq_len ${total}`, safe: false }
    : advice;
}
