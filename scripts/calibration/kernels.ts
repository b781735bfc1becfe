import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { KernelFormat, KernelLibrary, KernelOperation, KernelRates } from '../../catalog/efficiency.ts';
import { findGpu } from '../../catalog/gpus.ts';
import type { Gpu } from '../../catalog/types.ts';
import { causalPairs } from '../../simulator/cost/attention.ts';
import { expectedDistinctExperts } from '../../simulator/cost/experts.ts';
import { readCsv } from '../../simulator/validation/csv.ts';
import { quantile } from '../../simulator/validation/score.ts';
import { formatJson } from '../catalog/write-json.ts';
import { descend, robustLoss, threeDigits } from './descend.ts';

/**
 * Condenses the kernel measurements to a few rates by GPU, library and format. Writes catalog/data/efficiency.json.
 * Each time is `launch + (compute^4 + memory^4)^(1/4)`: shares of the data sheet's rates and a constant.
 */
const root = '../shared/measurements/kernels';
const systems: Readonly<Record<string, string>> = {
  a100_sxm: 'A100-SXM4-80GB',
  h100_sxm: 'H100-SXM5-80GB',
  h200_sxm: 'H200-SXM-141GB',
  b200_sxm: 'B200-SXM',
  l40s: 'L40S',
};
interface Format {
  readonly name: KernelFormat;
  readonly peak: keyof Gpu['peak'];
  readonly weight: number;
  readonly activation: number;
}
const formats: Readonly<Record<string, Format>> = {
  bfloat16: { name: 'bf16', peak: 'bf16', weight: 2, activation: 2 },
  fp8: { name: 'fp8', peak: 'fp8', weight: 1, activation: 2 },
  fp8_block: { name: 'fp8-block', peak: 'fp8', weight: 1, activation: 2 },
  nvfp4: { name: 'nvfp4', peak: 'fp4', weight: 0.5625, activation: 2 },
  int4_wo: { name: 'int4', peak: 'bf16', weight: 0.53, activation: 2 },
  w4a16_mxfp4: { name: 'mxfp4', peak: 'bf16', weight: 0.53125, activation: 2 },
  w4a8_mxfp4_mxfp8: { name: 'mxfp4', peak: 'fp8', weight: 0.53125, activation: 2 },
};
const knee = 4;
const smooth = (left: number, right: number): number => (left ** knee + right ** knee) ** (1 / knee);
const start = {
  compute: { start: 0.6, low: 0.02, high: 1 },
  bandwidth: { start: 0.8, low: 0.02, high: 0.95 },
  launch: { start: 4e-6, low: 1e-7, high: 3e-4 },
};

interface Point {
  readonly format: KernelFormat;
  readonly compute: number;
  readonly memory: number;
  readonly seconds: number;
}

function gpuOf(system: string): Gpu {
  const found = findGpu(systems[system]!);
  if (found.kind !== 'found') throw new Error(`no GPU ${systems[system]}`);
  return found.item;
}

function tables(kind: string): { gpu: Gpu; library: KernelLibrary; rows: Record<string, string>[] }[] {
  return Object.keys(systems).flatMap((system) =>
    readdirSync(join(root, system))
      .filter((name) => name.endsWith(`_${kind}_perf.csv`))
      .sort()
      .map((name) => ({
        gpu: gpuOf(system),
        library: name.includes('trtllm') ? ('tensorrt-llm' as const) : ('vllm' as const),
        rows: readCsv(readFileSync(join(root, system, name), 'utf8')),
      })),
  );
}

function fitRates(
  operation: KernelOperation,
  gpu: Gpu,
  library: KernelLibrary,
  points: readonly Point[],
  least = 40,
): KernelRates[] {
  const rates: KernelRates[] = [];
  for (const format of [...new Set(points.map((point) => point.format))].sort()) {
    const own = points.filter((point) => point.format === format);
    if (own.length < least) continue;
    const ratio = (values: { compute: number; bandwidth: number; launch: number }, point: Point): number =>
      (values.launch + smooth(point.compute / values.compute, point.memory / values.bandwidth)) /
      point.seconds;
    const values = descend(start, (tried) => robustLoss(own.map((point) => ratio(tried, point))));
    const rounded = {
      compute: threeDigits(values.compute),
      bandwidth: threeDigits(values.bandwidth),
      launch: threeDigits(values.launch),
    };
    const errors = own.map((point) => 100 * Math.abs(ratio(rounded, point) - 1)).sort((a, b) => a - b);
    rates.push({
      operation,
      gpu: gpu.name,
      library,
      format,
      ...rounded,
      rows: own.length,
      error: Number(quantile(errors, 0.5).toFixed(1)),
    });
  }
  return rates;
}

/** Products of the size that transformer layers have. */
export function gemmRates(): KernelRates[] {
  return tables('gemm').flatMap(({ gpu, library, rows }) => {
    const points = rows.flatMap((row): Point[] => {
      const format = formats[row.gemm_dtype ?? ''];
      const peak = format && gpu.peak[format.peak];
      const [m, n, k] = [Number(row.m), Number(row.n), Number(row.k)];
      if (!format || !peak || n < 512 || k < 512 || n * k < 2e6 || n * k > 1e9 || m > 16_384) return [];
      return [
        {
          format: format.name,
          compute: (2 * m * n * k) / peak,
          memory: (n * k * format.weight + m * (k + n) * format.activation) / gpu.memoryBandwidth,
          seconds: Number(row.latency) * 1e-3,
        },
      ];
    });
    return fitRates('gemm', gpu, library, points);
  });
}

/**
 * Kernels that engines do not serve with: experts without a gate; MXFP4 by Marlin where the card has a kernel for it, and
 * with 16-bit activations where it multiplies in FP4 (vLLM's recipe for gpt-oss and InferenceX's gptoss_fp4_b200.sh ask
 * for MXFP8, TensorRT-LLM takes it by itself).
 */
function isNotServed(
  { kernel_source: kernel = '', moe_dtype: type = '' }: Record<string, string>,
  gpu: Gpu,
): boolean {
  if (kernel.includes('nongated')) return true;
  if (!type.includes('mxfp4')) return false;
  return gpu.peak.fp4 === undefined ? kernel.includes('w4a4mxfp4') : !type.includes('mxfp8');
}

/** Grouped products of routed experts: both layers of the MLP, with the operations of padded rows. */
export function expertRates(): KernelRates[] {
  return tables('moe').flatMap(({ gpu, library, rows }) => {
    const points = rows.flatMap((row): Point[] => {
      const format = formats[row.moe_dtype ?? ''];
      const peak = format && gpu.peak[format.peak];
      if (!format || !peak || isNotServed(row, gpu)) return [];
      const [tokens, hidden, inter] = [
        Number(row.num_tokens),
        Number(row.hidden_size),
        Number(row.inter_size),
      ];
      const [topK, experts] = [Number(row.topk), Number(row.num_experts)];
      const [tp, ep] = [Number(row.moe_tp_size), Number(row.moe_ep_size)];
      const width = inter / tp;
      if (ep !== 1 || width < 128 || tokens > 16_384) return [];
      const weights = 3 * hidden * width;
      const distinct = expectedDistinctExperts(tokens, experts, topK);
      return [
        {
          format: format.name,
          compute: (2 * tokens * topK * weights) / peak,
          memory:
            (distinct * weights * format.weight +
              tokens * topK * (2 * hidden + 3 * width) * format.activation) /
            gpu.memoryBandwidth,
          seconds: Number(row.latency) * 1e-3,
        },
      ];
    });
    return fitRates('experts', gpu, library, points);
  });
}

const kvBytes: Readonly<Record<string, number>> = { bfloat16: 2, fp8: 1 };

/** One layer of decode attention over contexts of equal length. */
export function decodeRates(): KernelRates[] {
  return tables('generation_attention').flatMap(({ gpu, library, rows }) => {
    const points = rows.flatMap((row): Point[] => {
      const bytes = kvBytes[row.kv_cache_dtype ?? ''];
      const [batch, context] = [Number(row.batch_size), Number(row.isl ?? 1) + Number(row.step)];
      const [heads, kvHeads, size] = [
        Number(row.num_heads),
        Number(row.num_key_value_heads),
        Number(row.head_dim ?? 128),
      ];
      if (!bytes || Number(row.window_size ?? 0) > 0 || size < 64 || size > 128 || context < 128) return [];
      if (kvHeads < 1 || heads / kvHeads > 16) return [];
      return [
        {
          format: bytes === 2 ? 'bf16' : 'fp8',
          compute: (4 * batch * context * heads * size) / gpu.peak.bf16!,
          memory: (2 * batch * context * kvHeads * size * bytes) / gpu.memoryBandwidth,
          seconds: Number(row.latency) * 1e-3,
        },
      ];
    });
    return fitRates('decode-attention', gpu, library, points);
  });
}

/** One layer of causal attention over whole prompts. */
export function prefillRates(): KernelRates[] {
  return tables('context_attention').flatMap(({ gpu, library, rows }) => {
    const points = rows.flatMap((row): Point[] => {
      const bytes = kvBytes[row.kv_cache_dtype ?? ''];
      const [batch, prompt] = [Number(row.batch_size), Number(row.isl)];
      const [heads, kvHeads, size] = [
        Number(row.num_heads),
        Number(row.num_key_value_heads) || Number(row.num_heads),
        Number(row.head_dim ?? 128),
      ];
      const plain =
        row.attn_dtype === 'bfloat16' && Number(row.window_size ?? 0) === 0 && Number(row.step ?? 0) === 0;
      if (!bytes || !plain || size < 64 || size > 128 || prompt < 64) return [];
      return [
        {
          format: bytes === 2 ? 'bf16' : 'fp8',
          compute: (4 * batch * causalPairs(prompt, 0) * heads * size) / gpu.peak.bf16!,
          memory: (2 * batch * prompt * (2 * heads + 2 * kvHeads) * size) / gpu.memoryBandwidth,
          seconds: Number(row.latency) * 1e-3,
        },
      ];
    });
    return fitRates('prefill-attention', gpu, library, points);
  });
}

/** Cards profiled layer by layer, in BF16 under vLLM, with Llama-3.1-8B on one of them. */
const profiled = [
  { gpu: 'RTX-4090', folder: 'layers/RTX4090/meta-llama/Llama-3.1-8B/bf16/tp1' },
  { gpu: 'RTX-PRO-6000-Blackwell-Server', folder: 'layers/RTXPRO6000/meta-llama/Llama-3.1-8B/bf16/tp1' },
] as const;
const llama8b = { hidden: 4096, heads: 32, kvHeads: 8, size: 128, intermediate: 14_336 };
const projections: Readonly<Record<string, readonly [inputs: number, outputs: number]>> = {
  qkv_proj: [llama8b.hidden, (llama8b.heads + 2 * llama8b.kvHeads) * llama8b.size],
  o_proj: [llama8b.heads * llama8b.size, llama8b.hidden],
  gate_up_proj: [llama8b.hidden, 2 * llama8b.intermediate],
  down_proj: [llama8b.intermediate, llama8b.hidden],
};

/** Rates out of the layer profiles of casys-kaist/LLMServingSim. */
export function profiledRates(): KernelRates[] {
  return profiled.flatMap(({ gpu: name, folder }) => {
    const found = findGpu(name);
    if (found.kind !== 'found') throw new Error(`no GPU ${name}`);
    const gpu = found.item;
    const peak = gpu.peak.bf16!;
    const table = (file: string): Record<string, string>[] =>
      readCsv(readFileSync(join(root, folder, file), 'utf8'));
    const products = table('dense.csv').flatMap((row): Point[] => {
      const matrix = projections[row.layer ?? ''];
      const tokens = Number(row.tokens);
      if (!matrix) return [];
      const [inputs, outputs] = matrix;
      return [
        {
          format: 'bf16',
          compute: (2 * tokens * inputs * outputs) / peak,
          memory: (2 * (inputs * outputs + tokens * (inputs + outputs))) / gpu.memoryBandwidth,
          seconds: Number(row.time_us) * 1e-6,
        },
      ];
    });
    const { heads, kvHeads, size } = llama8b;
    const attention = table('attention.csv').map((row) => ({
      chunk: Number(row.prefill_chunk),
      past: Number(row.kv_prefill),
      sequences: Number(row.n_decode),
      context: Number(row.kv_decode),
      seconds: Number(row.time_us) * 1e-6,
    }));
    const decodes = attention
      .filter((each) => each.chunk === 0 && each.sequences > 0 && each.context >= 128)
      .map(
        ({ sequences, context, seconds }): Point => ({
          format: 'bf16',
          compute: (4 * sequences * context * heads * size) / peak,
          memory: (4 * sequences * context * kvHeads * size) / gpu.memoryBandwidth,
          seconds,
        }),
      );
    const prefills = attention
      .filter((each) => each.sequences === 0 && each.chunk >= 64)
      .map(
        ({ chunk, past, seconds }): Point => ({
          format: 'bf16',
          compute: (4 * causalPairs(chunk, past) * heads * size) / peak,
          memory: (4 * (chunk * heads + (chunk + past) * kvHeads) * size) / gpu.memoryBandwidth,
          seconds,
        }),
      );
    return [
      ...fitRates('gemm', gpu, 'vllm', products),
      ...fitRates('prefill-attention', gpu, 'vllm', prefills, 20),
      ...fitRates('decode-attention', gpu, 'vllm', decodes, 20),
    ];
  });
}

/** Cards with GDDR: their memory is slow enough for kernels in any format to fill. L40S alone was measured in several. */
const gddr = ['L40S', 'RTX-4090', 'RTX-PRO-6000-Blackwell-Server'];

/**
 * How a narrower format compares with BF16 in the same kernel, by the median of the cards that were measured in both: for
 * cards that were measured in BF16 alone. NVFP4 on cards with GDDR is taken to compare as FP8 does there: on B200, the one
 * card that was measured, kernels fill neither 8 TB/s nor 9 POPS.
 */
export function narrowing(rates: readonly KernelRates[]) {
  const onGddr = (operation: KernelOperation, format: KernelFormat, measured = format) => ({
    ...of(operation, measured, gddr),
    format,
    memory: 'gddr',
  });
  const of = (operation: KernelOperation, format: KernelFormat, among?: readonly string[]) => {
    const pairs = rates
      .filter((each) => each.operation === operation && each.format === format)
      .filter((each) => among === undefined || among.includes(each.gpu))
      .flatMap((narrow) => {
        const wide = rates.find(
          (each) =>
            each.operation === operation &&
            each.gpu === narrow.gpu &&
            each.library === narrow.library &&
            each.format === 'bf16',
        );
        return wide ? [{ narrow, wide }] : [];
      });
    const median = (values: number[]): number =>
      threeDigits(
        quantile(
          values.sort((a, b) => a - b),
          0.5,
        ),
      );
    return {
      operation,
      format,
      compute: median(pairs.map(({ narrow, wide }) => narrow.compute / wide.compute)),
      bandwidth: median(pairs.map(({ narrow, wide }) => narrow.bandwidth / wide.bandwidth)),
      launch: median(pairs.map(({ narrow, wide }) => Math.max(0, narrow.launch - wide.launch))),
      cards: new Set(pairs.map(({ narrow }) => narrow.gpu)).size,
    };
  };
  return [
    of('gemm', 'fp8'),
    of('gemm', 'fp8-block'),
    of('gemm', 'nvfp4'),
    of('experts', 'fp8'),
    of('experts', 'fp8-block'),
    of('experts', 'nvfp4'),
    of('experts', 'int4'),
    of('experts', 'mxfp4'),
    of('prefill-attention', 'fp8'),
    of('decode-attention', 'fp8'),
    onGddr('gemm', 'fp8'),
    onGddr('gemm', 'fp8-block'),
    onGddr('gemm', 'nvfp4', 'fp8'),
    onGddr('experts', 'fp8'),
    onGddr('experts', 'fp8-block'),
    onGddr('experts', 'nvfp4', 'fp8'),
    onGddr('experts', 'int4'),
    onGddr('experts', 'mxfp4'),
  ];
}

/**
 * Rates of kernels that ran without a tuned configuration say nothing of a deployment: vLLM's Triton fallbacks with
 * 70 to 290 µs a call for 128 × 128 block scales on H200, B200 and L40S, and a grouped product at an eighth of the
 * memory bandwidth.
 */
const isTuned = ({ operation, launch, bandwidth }: KernelRates): boolean =>
  (operation !== 'gemm' || launch < 5e-5) && (operation !== 'experts' || bandwidth > 0.3);

/** All rates, in a fixed order. */
export function allKernelRates(): KernelRates[] {
  return [...gemmRates(), ...expertRates(), ...prefillRates(), ...decodeRates(), ...profiledRates()].filter(
    isTuned,
  );
}

/** The measured card that stands for those of its generation; by the least compute capability. */
const relatives = [
  { fromSm: 0, gpu: 'A100-SXM4-80GB', why: 'tensor cores without FP8' },
  { fromSm: 86, gpu: 'L40S', why: 'GDDR6 and few tensor cores for its shaders, as Ada' },
  { fromSm: 90, gpu: 'H100-SXM5-80GB', why: 'Hopper' },
  { fromSm: 100, gpu: 'B200-SXM', why: 'Blackwell with HBM' },
  { fromSm: 120, gpu: 'RTX-PRO-6000-Blackwell-Server', why: 'Blackwell with GDDR7' },
];

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const rates = allKernelRates();
  writeFileSync(
    'catalog/data/efficiency.json',
    formatJson({
      $source:
        'Made by scripts/calibration/kernels.ts from the kernel measurements of ai-dynamo/aiconfigurator systems/*@095f58a (Apache-2.0): vLLM 0.14 to 0.24 and TensorRT-LLM 1.3.0rc20 on A100, H100, H200, B200 and L40S; and from the layer profiles of casys-kaist/LLMServingSim profiler/perf (MIT): RTX 4090 and RTX PRO 6000.',
      relatives,
      gddr,
      narrowing: narrowing(rates),
      rates,
    }),
  );
}
