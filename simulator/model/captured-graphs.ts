import { capturedBy, sizesUpTo } from '../../catalog/cuda-graphs.ts';
import { sglangGraphSequences } from '../../catalog/sglang-defaults.ts';
import { isPytorchBackend } from '../memory/engine-kind.ts';
import type { CudaGraphs, EngineSpec } from '../spec.ts';

/** What a deployment says of its CUDA graphs; what it leaves out is the release's default. */
export interface GraphSettings {
  readonly sizes?: readonly number[];
  readonly largest?: number;
  readonly padding?: boolean;
}

/**
 * The CUDA graphs that an engine captures: what is set, else its release's default. Undefined for engines whose lists
 * were not read, and for TensorRT engines, which capture none unless told to (`cuda_graph_mode`).
 */
export function capturedGraphs(spec: EngineSpec, set: GraphSettings = {}): CudaGraphs | undefined {
  const captured = capturedBy(spec.engine, spec.engineVersion);
  if (!captured || spec.enforceEager) return undefined;
  if (spec.engine === 'tensorrt-llm' && !isPytorchBackend(spec)) return undefined;
  const padding = set.padding ?? captured.padding;
  const fits = (size: number): boolean =>
    size <= spec.maxNumTokens && (spec.engine !== 'tensorrt-llm' || size <= spec.maxBatchSize);
  if (set.sizes) return { sizes: [...set.sizes].sort((a, b) => a - b).filter(fits), padding };
  const largest = set.largest ?? largestOf(spec, captured);
  if (largest === undefined) return undefined;
  const grid = padding ? captured.padded : (captured.exact ?? captured.padded);
  const sizes = sizesUpTo(grid, largest, spec.engine === 'tensorrt-llm').filter(fits);
  return { sizes, padding };
}

function largestOf(
  { engine, engineVersion, gpu, maxBatchSize, tensorParallel }: EngineSpec,
  captured: NonNullable<ReturnType<typeof capturedBy>>,
): number | undefined {
  if (engine === 'sglang') {
    const of = sglangGraphSequences(engineVersion ?? '0.5.10', gpu.memoryBytes, tensorParallel);
    return of?.value;
  }
  const byCard = gpu.sm >= 100 && gpu.sm < 120 ? captured.largestByComputeCapability10 : undefined;
  const most = byCard ?? captured.largest;
  if (most === undefined) return undefined;
  return captured.perSequence === undefined ? most : Math.min(most, captured.perSequence * maxBatchSize);
}
