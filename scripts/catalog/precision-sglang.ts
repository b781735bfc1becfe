import { type PrecisionRow, statementsOf } from './precision-rows.ts';

/**
 * What SGLang takes on which GPU, read from its loader and its classes of quantisation. The facts have no table of it.
 * FP8 between Ampere and Ada is left open: plain FP8 goes through Marlin, FP8 in blocks fails while it is compiled.
 */
const RUNNER = 'sgl-project/sglang python/sglang/srt/model_executor/model_runner.py load_model';
const CLASSES = 'sgl-project/sglang python/sglang/srt/layers/quantization get_min_capability';
const MARLIN = 'sgl-project/sglang PR #19652, #25655';

const rows: readonly PrecisionRow[] = [
  ['*', [0, 74], {}, false, 'SGLang starts from compute capability 7.5 on', RUNNER],
  ['bf16', [75, 79], {}, 'unknown', 'SGLang takes FP16 in its place', RUNNER],
  ['bf16', [80, 999], {}, true, 'supported from compute capability 8.0', RUNNER],
  ['fp16', [75, 999], {}, true, 'supported', RUNNER],
  ['fp8', [75, 79], {}, false, 'fp8 needs compute capability 8.0', CLASSES],
  ['fp8', [80, 88], {}, 'unknown', 'plain FP8 goes through Marlin, FP8 in blocks does not compile', CLASSES],
  ['fp8', [89, 999], {}, true, 'fp8 needs compute capability 8.0', CLASSES],
  ['nvfp4', [75, 99], { through: '0.5.9' }, false, 'modelopt_fp4 needs compute capability 10.0', CLASSES],
  ['nvfp4', [75, 99], { from: '0.5.13' }, true, 'weight-only through Marlin', MARLIN],
  ['nvfp4', [100, 999], {}, true, 'modelopt_fp4 needs compute capability 10.0', CLASSES],
  ['mxfp4', [75, 79], {}, false, 'mxfp4 needs compute capability 8.0', CLASSES],
  ['mxfp4', [80, 999], { from: '0.5.2' }, true, 'mxfp4 needs compute capability 8.0', CLASSES],
  ['int8-sq', [75, 999], {}, true, 'w8a8_int8 needs compute capability 7.5', CLASSES],
  ['int4-awq', [75, 999], {}, true, 'awq needs compute capability 7.5', CLASSES],
  ['int4-gptq', [75, 999], {}, true, 'gptq needs compute capability 6.0', CLASSES],
];

export const sglangStatements = statementsOf('sglang', rows);
