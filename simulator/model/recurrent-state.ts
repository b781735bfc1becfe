import type { EngineSpec } from '../spec.ts';
import { bytesPerNumber } from './number-formats.ts';
import { linearLayersOf } from './shape.ts';

/**
 * Bytes of the state of one sequence on one rank, over all layers of linear attention: keys × values for each value head
 * (Gated DeltaNet, arXiv:2412.06464).
 */
export function stateBytesPerSequence({ model, activations, tensorParallel }: EngineSpec): number {
  const { linear } = model;
  if (!linear) return 0;
  const numbers = linear.valueHeads * linear.valueHead * linear.keyHead;
  return (linearLayersOf(model) * numbers * bytesPerNumber[activations]) / tensorParallel;
}
