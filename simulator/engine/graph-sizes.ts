import type { Step } from '../batching/scheduler.ts';
import type { EngineSpec } from '../spec.ts';

/** The CUDA graphs of an engine: at which batch size a decode-only step runs. */
export class GraphSizes {
  /** The size of the graph that a batch of so many runs in; 0: in none. */
  private readonly sizeOf: Int32Array;

  /** @param most rows of the largest batch */
  constructor(sizes: readonly number[], padding: boolean, most: number) {
    this.sizeOf = new Int32Array(most + 1);
    let from = 1;
    for (const size of sizes) {
      for (let rows = padding ? from : size; rows <= Math.min(size, most); rows++) this.sizeOf[rows] = size;
      from = size + 1;
    }
  }

  /** Pads a step that only decodes, or marks it as one that no graph holds. */
  fit(step: Step): void {
    step.paddedRows = step.wastedRows;
    step.eager = false;
    if (step.prefillTokens > 0) return;
    const size = this.sizeOf[step.decodes + step.wastedRows] ?? 0;
    if (size === 0) step.eager = true;
    else step.paddedRows = size - step.decodes;
  }
}

/**
 * Follows TensorRT-LLM's _torch/pyexecutor/cuda_graph_runner.py (_get_padded_batch, _round_up_batch_size: decode-only
 * batches, up to the largest captured size), vLLM's v1/cudagraph_dispatcher.py and SGLang's
 * model_executor/cuda_graph_runner.py (can_run, replay_prepare). Undefined where every batch is taken to have a graph.
 */
export function graphSizesOf({ cudaGraphs, enforceEager }: EngineSpec, most: number): GraphSizes | undefined {
  if (enforceEager) return new GraphSizes([], false, most);
  return cudaGraphs && new GraphSizes(cudaGraphs.sizes, cudaGraphs.padding, most);
}
