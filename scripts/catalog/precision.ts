import type { PrecisionFormat, PrecisionStatement } from '../../catalog/precision.ts';
import type { Facts } from './facts.ts';
import { sglangStatements } from './precision-sglang.ts';
import { trtllmStatements } from './precision-trtllm.ts';

interface MethodEntry {
  min_cc: string | string[];
  class: string;
  seen_in: string[];
}

/** Which of vLLM's quantisation methods reads which weight format, in the order of their time. */
const methodsOf: readonly { readonly format: PrecisionFormat; readonly methods: readonly string[] }[] = [
  { format: 'fp8', methods: ['fp8'] },
  { format: 'nvfp4', methods: ['modelopt_nvfp4', 'modelopt_fp4'] },
  { format: 'mxfp4', methods: ['mxfp4'] },
  { format: 'int8-sq', methods: ['CompressedTensorsW8A8Int8'] },
  { format: 'int4-awq', methods: ['awq', 'auto_awq'] },
  { format: 'int4-gptq', methods: ['gptq', 'auto_gptq'] },
];

const HIGHEST = 999;

export function precision(facts: Facts) {
  const { methods } = facts.json<{ methods: Record<string, MethodEntry[]> }>('engines/vllm_hw.json');
  return {
    source:
      'TensorRT-LLM README.md@v0.5.0, docs/source/reference/support-matrix.md@v0.15.0, docs/source/features/quantization.md@09d4c79b and release notes; vllm/model_executor/layers/quantization get_min_capability, read at each release; sgl-project/sglang model_runner.py and layers/quantization',
    statements: [
      ...trtllmStatements,
      ...sglangStatements,
      ...vllmChecks,
      ...methodsOf.flatMap(({ format, methods: names }) =>
        vllmStatements(
          format,
          names.flatMap((name) => methods[name] ?? fail(name)),
        ),
      ),
    ],
  };
}

/** `platform_checks` of the facts that are verified there; those from memory stay out. */
const vllmChecks: readonly PrecisionStatement[] = [
  {
    engine: 'vllm',
    format: 'bf16',
    sm: [0, 79],
    supported: false,
    because: 'bfloat16 needs compute capability 8.0',
    source: 'vllm/platforms/cuda.py check_if_supports_dtype',
  },
  {
    engine: 'vllm',
    format: 'bf16',
    sm: [80, HIGHEST],
    supported: true,
    because: 'supported from compute capability 8.0',
    source: 'vllm/platforms/cuda.py check_if_supports_dtype',
  },
  {
    engine: 'vllm',
    format: 'fp16',
    sm: [70, HIGHEST],
    supported: true,
    because: 'half precision runs on every supported GPU',
    source: 'vllm/platforms/cuda.py supported_dtypes',
  },
];

/**
 * vLLM refuses a GPU below `get_min_capability()`. The minimum was read at some releases only: a GPU below it counts as
 * refused between the first and the last of those, one above it as taken from the first on.
 */
function vllmStatements(format: PrecisionFormat, entries: readonly MethodEntry[]): PrecisionStatement[] {
  return entries.flatMap((entry, i): PrecisionStatement[] => {
    if (Array.isArray(entry.min_cc)) throw new Error(`${entry.class}: several minima`);
    const minimum = Number(entry.min_cc);
    const source = `vllm/model_executor/layers/quantization ${entry.class}.get_min_capability`;
    const from = entry.seen_in[0]!;
    const next = entries[i + 1]?.seen_in[0];
    const needs = `${format} needs compute capability ${(minimum / 10).toFixed(1)}`;
    return [
      {
        engine: 'vllm',
        format,
        sm: [0, minimum - 1],
        from,
        through: entry.seen_in[entry.seen_in.length - 1]!,
        supported: false,
        because: needs,
        source,
      },
      {
        engine: 'vllm',
        format,
        sm: [minimum, HIGHEST],
        from,
        ...(next === undefined ? {} : { before: next }),
        supported: true,
        because: needs,
        source,
      },
    ];
  });
}

function fail(name: string): never {
  throw new Error(`vllm_hw.json no longer has ${name}`);
}
