import { flagAt, quantizeFlags, trtllmBuildFlags, trtllmServeFlags } from '../../../catalog/flags.ts';
import {
  type FlagUse,
  legacyBuild,
  type ToolCall,
  trtllmBench,
  trtllmDisaggregated,
} from '../../reading/tool-calls.ts';
import type { FlagAdvice } from '../command-line/unknown-flags.ts';
import { buildAdvice } from './build-flag-advice.ts';

/** What to write in place of an option that a tool of TensorRT-LLM does not have. */
export const flagAdvice = (call: ToolCall, flag: FlagUse): FlagAdvice | undefined =>
  call.tool === trtllmBench
    ? benchAdvice(flag)
    : call.tool === trtllmDisaggregated
      ? disaggregatedAdvice(flag)
      : call.tool === legacyBuild
        ? legacyAdvice(flag)
        : buildAdvice(call, flag);

/** Options of `trtllm-serve` and of the LLM API as the benchmark spells them (tensorrt_llm/bench/benchmark/throughput.py). */
const benchSpellings: Readonly<Record<string, string>> = {
  '--tp_size': '--tp',
  '--tensor_parallel_size': '--tp',
  '--pp_size': '--pp',
  '--pipeline_parallel_size': '--pp',
  '--ep_size': '--ep',
  '--moe_expert_parallel_size': '--ep',
  '--max_beam_width': '--beam_width',
  '--kv_cache_free_gpu_memory_fraction': '--kv_cache_free_gpu_mem_fraction',
  '--free_gpu_memory_fraction': '--kv_cache_free_gpu_mem_fraction',
  '--enable_chunked_prefill': '--enable_chunked_context',
};

/** The front server runs no model; its address stands in the file too. */
function disaggregatedAdvice({ written }: FlagUse): FlagAdvice | undefined {
  if (written === '--host' || written === '--port')
    return { advice: 'The front server’s address is `hostname` and `port` of the file' };
  return flagAt(trtllmServeFlags, written)
    ? { advice: 'It is an option of the servers behind: write it in the file, or where they are started' }
    : undefined;
}

function benchAdvice({ written, values }: FlagUse): FlagAdvice | undefined {
  const name = Object.hasOwn(benchSpellings, written) ? benchSpellings[written] : undefined;
  if (name === undefined) return undefined;
  const value = values[0]?.text;
  // Words behind the first value are the subcommand.
  const replacement = values.length === 0 ? name : value === undefined ? undefined : `${name} ${value}`;
  return {
    advice: `The benchmark spells it \`${name}\``,
    ...(values.length <= 1 && replacement !== undefined && { replacement }),
  };
}

function legacyAdvice({ written }: FlagUse): FlagAdvice | undefined {
  if (written === '--checkpoint_dir') return { advice: 'This script reads the model itself: `--model_dir`' };
  if (flagAt(trtllmBuildFlags, written)) return { advice: 'It belongs to `trtllm-build`, of 0.8 and later' };
  return flagAt(quantizeFlags, written)
    ? { advice: 'It belongs to `quantize.py`, of 0.8 and later' }
    : undefined;
}
