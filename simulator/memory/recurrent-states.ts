import { stateBytesPerSequence } from '../model/recurrent-state.ts';
import { linearLayersOf } from '../model/shape.ts';
import type { EngineSpec } from '../spec.ts';
import type { Buffer } from './buffer.ts';

/** The states of as many sequences as the engine admits; undefined for a model without linear attention. */
export function recurrentStates(spec: EngineSpec): Buffer | undefined {
  const bytes = stateBytesPerSequence(spec);
  if (bytes === 0) return undefined;
  return {
    bytes: bytes * spec.maxBatchSize,
    formula: `${spec.maxBatchSize} sequences × ${(bytes / 2 ** 20).toFixed(1)} MiB of ${linearLayersOf(spec.model)} layers`,
    source: `${spec.model.source}; Gated DeltaNet (arXiv:2412.06464), a state of keys × values for each value head`,
  };
}
