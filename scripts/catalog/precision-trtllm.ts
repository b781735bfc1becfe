import { type PrecisionRow, statementsOf } from './precision-rows.ts';

/**
 * TensorRT-LLM's support matrices as statements. Kept by hand because the facts (trtllm/hw_support.json) say the
 * ranges in words; a cell that no matrix fills is left out or `unknown`. The first statement that fits decides.
 */
const README_05 = 'TensorRT-LLM README.md@v0.5.0 support matrix';
const FOOTNOTE_08 = 'TensorRT-LLM docs precision@v0.8.0 footnotes';
const MATRIX_1X = 'TensorRT-LLM docs/source/legacy/reference/support-matrix.md@17552a44';
const PYTORCH_1X = 'TensorRT-LLM docs/source/features/quantization.md@09d4c79b';
const NOTES = 'TensorRT-LLM docs/source/release-notes.md';

const rows: readonly PrecisionRow[] = [
  ['*', [0, 74], { from: '0.16.0' }, false, 'Volta (SM70) was dropped in 0.16', NOTES],
  ['*', [100, 121], { before: '0.17.0' }, false, 'Blackwell came with 0.17', NOTES],
  ['bf16', [70, 79], {}, false, 'BF16 needs SM80 (Ampere) or newer', README_05],
  ['bf16', [80, 90], {}, true, 'supported from SM80 on', README_05],
  ['fp16', [70, 74], { before: '0.16.0' }, true, 'supported until Volta was dropped', README_05],
  ['fp16', [75, 90], {}, true, 'supported', README_05],
  ['fp32', [70, 90], {}, true, 'supported', README_05],

  ['fp8', [70, 88], {}, false, 'FP8 matrix products need SM89 (Ada) or SM90 (Hopper) and newer', README_05],
  ['fp8', [89, 90], {}, true, 'supported on Ada and Hopper', README_05],
  ['fp8', [100, 100], { from: '0.17.0' }, true, 'Blackwell from 0.17', NOTES],
  ['fp8', [120, 120], { from: '0.19.0' }, true, 'SM120 from 0.19', NOTES],
  ['fp8', [121, 121], { from: '1.0.0' }, true, 'SM121 from 1.0', NOTES],
  ['fp8', [103, 103], { from: '1.1.0' }, true, 'B300 from 1.1', NOTES],

  ['fp8-kv', [70, 79], {}, false, 'no FP8 below SM80 in any matrix', README_05],
  [
    'fp8-kv',
    [80, 88],
    { from: '1.0.0' },
    'unknown',
    'the PyTorch backend lists it, the TensorRT backend needs SM89',
    PYTORCH_1X,
  ],
  [
    'fp8-kv',
    [80, 88],
    { before: '1.0.0' },
    'unknown',
    'the matrices of the time give FP8 to SM89 and newer without a word on storage alone',
    README_05,
  ],
  ['fp8-kv', [89, 90], {}, true, 'supported on Ada and Hopper', README_05],
  ['fp8-kv', [100, 103], { from: '1.0.0' }, true, 'listed for SM100 and SM103', PYTORCH_1X],
  ['fp8-kv', [120, 120], { from: '1.0.0' }, true, 'listed for SM120', PYTORCH_1X],

  [
    'fp8-context-fmha',
    [90, 90],
    { from: '0.9.0' },
    true,
    'Hopper from 0.9',
    'TensorRT-LLM gptAttentionCommon.cpp, tags v0.9 to v0.15',
  ],
  ['fp8-context-fmha', [89, 89], { from: '0.12.0' }, true, 'Ada from 0.12', NOTES],
  [
    'fp8-context-fmha',
    [89, 89],
    { from: '0.9.0', before: '0.12.0' },
    false,
    'only Hopper (SM90) before 0.12',
    'TensorRT-LLM gptAttentionCommon.cpp, tags v0.9 to v0.11',
  ],
  ['fp8-context-fmha', [100, 100], { from: '0.17.0' }, true, 'Blackwell from 0.17', NOTES],
  ['fp8-context-fmha', [120, 120], { from: '0.20.0' }, true, 'SM120 from 0.20', NOTES],
  [
    'fp8-context-fmha',
    [120, 120],
    { from: '0.17.0', before: '0.20.0' },
    false,
    'broken on SM120 before 0.20',
    'NVIDIA/TensorRT-LLM issue 2855',
  ],
  [
    'fp8-context-fmha',
    [70, 88],
    {},
    false,
    'needs SM89 or newer (SM90 before 0.12)',
    'TensorRT-LLM gptAttentionCommon.cpp, tags v0.9 to v0.15',
  ],

  ['int8-sq', [70, 79], {}, false, 'SmoothQuant W8A8 is not supported on SM70 and SM75', FOOTNOTE_08],
  ['int8-sq', [80, 90], {}, true, 'supported from SM80 on (TensorRT backend)', README_05],
  [
    'int8-sq',
    [100, 120],
    { from: '1.0.0', before: '1.3.0' },
    true,
    'INT8 is listed for Blackwell (TensorRT backend)',
    MATRIX_1X,
  ],
  ['int8-wo', [70, 90], { before: '0.15.0' }, true, 'supported', README_05],
  ['int8-wo', [80, 90], { from: '0.15.0', before: '1.3.0' }, true, 'supported (TensorRT backend)', MATRIX_1X],
  [
    'int8-wo',
    [100, 120],
    { from: '1.0.0', before: '1.3.0' },
    true,
    'INT8 is listed for Blackwell (TensorRT backend)',
    MATRIX_1X,
  ],
  ['int4-wo', [70, 90], { before: '0.15.0' }, true, 'INT4 is listed from SM70 on', README_05],
  ['int4-wo', [80, 90], { from: '0.15.0', before: '1.3.0' }, true, 'supported (TensorRT backend)', MATRIX_1X],
  [
    'int4-wo',
    [100, 120],
    { from: '1.0.0', before: '1.3.0' },
    true,
    'INT4 is listed for Blackwell (TensorRT backend)',
    MATRIX_1X,
  ],
  ['int8-kv', [70, 90], { before: '0.15.0' }, true, 'supported', README_05],
  ['int8-kv', [80, 90], { from: '0.15.0', before: '1.3.0' }, true, 'supported (TensorRT backend)', MATRIX_1X],

  ...(['int4-awq', 'int4-gptq'] as const).flatMap((format): PrecisionRow[] => [
    [format, [70, 79], {}, false, 'INT4 AWQ and GPTQ are not supported below SM80', FOOTNOTE_08],
    [format, [80, 90], {}, true, 'supported from SM80 to SM90', FOOTNOTE_08],
    [
      format,
      [100, 121],
      {},
      'unknown',
      'the TensorRT matrix lists INT4 for Blackwell, the PyTorch table does not',
      MATRIX_1X,
    ],
  ]),
  ['w4a8-awq', [70, 88], {}, false, 'W4A8 with FP8 activations needs SM89 or newer', FOOTNOTE_08],
  ['w4a8-awq', [89, 89], { before: '0.10.0' }, 'unknown', 'the kernel for Ada came with 0.10', NOTES],
  ['w4a8-awq', [89, 90], {}, true, 'supported on Ada and Hopper', FOOTNOTE_08],

  ['nvfp4', [0, 89], {}, false, 'NVFP4 needs Blackwell (SM100 and newer)', MATRIX_1X],
  ['nvfp4', [90, 90], { before: '1.3.0' }, false, 'NVFP4 needs Blackwell (SM100 and newer)', MATRIX_1X],
  [
    'nvfp4',
    [90, 90],
    { from: '1.3.0' },
    'unknown',
    'weight-only through Marlin, where it is asked for',
    'NVIDIA/TensorRT-LLM PR 13476, 14775',
  ],
  ['nvfp4', [100, 121], { before: '0.17.0' }, false, 'NVFP4 came with 0.17', NOTES],
  ['nvfp4', [100, 100], { from: '0.17.0' }, true, 'supported on SM100 from 0.17', NOTES],
  ['nvfp4', [103, 103], { from: '1.0.0' }, true, 'listed for SM103', PYTORCH_1X],
  ['nvfp4', [120, 120], { from: '1.0.0' }, true, 'listed for SM120', PYTORCH_1X],
  ['mxfp4', [100, 103], { from: '1.0.0' }, true, 'listed for SM100 and SM103', PYTORCH_1X],
  ['mxfp4', [120, 120], { from: '1.0.0' }, true, 'listed for SM120', PYTORCH_1X],
  [
    'mxfp4',
    [80, 90],
    { from: '1.0.0' },
    'unknown',
    'not ticked in the PyTorch table, though gpt-oss runs there through other kernels',
    PYTORCH_1X,
  ],
];

export const trtllmStatements = statementsOf('tensorrt-llm', rows);
