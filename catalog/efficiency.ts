import data from './data/efficiency.json' with { type: 'json' };
import type { Source } from './types.ts';

/** What was measured: a dense matrix product, a layer's routed experts, attention of prompts and of decoding. */
export type KernelOperation = 'gemm' | 'experts' | 'prefill-attention' | 'decode-attention';
export type KernelLibrary = 'vllm' | 'tensorrt-llm';
/** Format of the weights; of the KV cache for attention. `fp8-block` has a scale for each 128 × 128 block. */
export type KernelFormat = 'bf16' | 'fp8' | 'fp8-block' | 'nvfp4' | 'mxfp4' | 'int4';

/**
 * Rates of a kernel: a call takes `launch + (compute⁴ + memory⁴)^¼`, operations and bytes at these shares of the data
 * sheet's rates.
 */
export interface KernelRates {
  readonly operation: KernelOperation;
  readonly gpu: string;
  readonly library: KernelLibrary;
  readonly format: KernelFormat;
  readonly compute: number;
  readonly bandwidth: number;
  /** Seconds of a call that has next to nothing to do. */
  readonly launch: number;
  /** Measured calls behind the rates, and the median absolute error on them, per cent. */
  readonly rows: number;
  readonly error: number;
}

export const kernelRates: readonly KernelRates[] = data.rates as readonly KernelRates[];
export const kernelSource: Source = data.$source;

interface Relative {
  readonly fromSm: number;
  readonly gpu: string;
}
const relatives: readonly Relative[] = data.relatives;

/** How a narrower format compares with BF16 in the same kernel, where a card was measured in BF16 alone. */
interface Narrowing {
  /** Only for cards with GDDR; before the one for all. */
  readonly memory?: string;
  readonly operation: string;
  readonly format: string;
  readonly compute: number;
  readonly bandwidth: number;
  readonly launch: number;
}
const narrowings: readonly Narrowing[] = data.narrowing;

/** Rates for a GPU, and whether they are its own. */
export interface FoundRates {
  readonly rates: KernelRates;
  readonly measured: boolean;
}

/**
 * The rates of a kernel on a GPU: measured with that library, else with the other, else those of the nearest relative
 * by compute capability; a format that was not measured runs as the one it is widened to.
 */
export function findKernelRates(
  operation: KernelOperation,
  gpu: { readonly name: string; readonly sm: number },
  library: KernelLibrary,
  format: KernelFormat,
): FoundRates {
  const card = cardOf(gpu);
  for (const wanted of fallbacks[format]) {
    const fitting = ratesBy.get(`${operation} ${card} ${wanted}`);
    if (!fitting) continue;
    const rates = fitting.find((each) => each.library === library) ?? fitting[0]!;
    if (wanted === format) return { rates, measured: card === gpu.name };
    return { rates: wanted === 'bf16' ? narrowed(rates, format) : rates, measured: false };
  }
  // A card whose kernel of this kind was never measured: the data-centre card that is nearest.
  const other = { name: nearestWith(operation, gpu.sm), sm: gpu.sm };
  return { rates: findKernelRates(operation, other, library, format).rates, measured: false };
}

function narrowed(rates: KernelRates, format: KernelFormat): KernelRates {
  const fitting = narrowings.filter((each) => each.operation === rates.operation && each.format === format);
  const memory = data.gddr.includes(rates.gpu) ? 'gddr' : undefined;
  const by = fitting.find((each) => each.memory === memory) ?? fitting.find((each) => !each.memory);
  if (!by) return rates;
  return {
    ...rates,
    compute: rates.compute * by.compute,
    bandwidth: Math.min(0.95, rates.bandwidth * by.bandwidth),
    launch: rates.launch + by.launch,
  };
}

/** GDDR cards stand in for each other, as do those with HBM. */
function nearestWith(operation: KernelOperation, sm: number): string {
  const preferred = sm === 89 || sm >= 120 ? 'L40S' : 'H100-SXM5-80GB';
  return kernelRates.some((each) => each.operation === operation && each.gpu === preferred)
    ? preferred
    : kernelRates.find((each) => each.operation === operation)!.gpu;
}

const fallbacks: Readonly<Record<KernelFormat, readonly KernelFormat[]>> = {
  bf16: ['bf16'],
  fp8: ['fp8', 'bf16'],
  'fp8-block': ['fp8-block', 'fp8', 'bf16'],
  nvfp4: ['nvfp4', 'mxfp4', 'bf16'],
  mxfp4: ['mxfp4', 'nvfp4', 'bf16'],
  int4: ['int4', 'bf16'],
};

const measured = new Set(kernelRates.map((each) => each.gpu));
const ratesBy = new Map<string, KernelRates[]>();
for (const rates of kernelRates) {
  const key = `${rates.operation} ${rates.gpu} ${rates.format}`;
  const known = ratesBy.get(key);
  if (known) known.push(rates);
  else ratesBy.set(key, [rates]);
}

/** The card whose measurements stand for a GPU. */
export function cardOf({ name, sm }: { readonly name: string; readonly sm: number }): string {
  return measured.has(name) ? name : relatives.findLast((each) => sm >= each.fromSm)!.gpu;
}
