import convertCheckpoint from './data/flags-convert-checkpoint.json' with { type: 'json' };
import legacyBuild from './data/flags-legacy-build.json' with { type: 'json' };
import quantize from './data/flags-quantize.json' with { type: 'json' };
import tritonserver from './data/flags-tritonserver.json' with { type: 'json' };
import trtllmBuild from './data/flags-trtllm-build.json' with { type: 'json' };
import trtllmDisaggregated from './data/flags-trtllm-disaggregated.json' with { type: 'json' };
import trtllmServe from './data/flags-trtllm-serve.json' with { type: 'json' };
import vllmServe from './data/flags-vllm-serve.json' with { type: 'json' };
import type { FlagTable } from './flag-table.ts';

/** `trtllm-build`, TensorRT-LLM 0.7.1 to 1.2. */
export const trtllmBuildFlags = trtllmBuild as unknown as FlagTable;
/** `examples/llama/convert_checkpoint.py`; the scripts of other models have options of their own. */
export const convertCheckpointFlags = convertCheckpoint as unknown as FlagTable;
/** `examples/quantization/quantize.py`. */
export const quantizeFlags = quantize as unknown as FlagTable;
/** `examples/llama/build.py` of TensorRT-LLM 0.5 to 0.7.1, before `trtllm-build`. */
export const legacyBuildFlags = legacyBuild as unknown as FlagTable;
/** `trtllm-serve serve`. */
export const trtllmServeFlags = trtllmServe as unknown as FlagTable;
/** `trtllm-serve disaggregated`, as of 1.3. */
export const trtllmDisaggregatedFlags = trtllmDisaggregated as unknown as FlagTable;
/** `vllm serve`, also as `python -m vllm.entrypoints.openai.api_server`. */
export const vllmServeFlags = vllmServe as unknown as FlagTable;
/** `tritonserver`, by container release. */
export const tritonserverFlags = tritonserver as unknown as FlagTable;
