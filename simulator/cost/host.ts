import { calibration } from '../../catalog/calibration.ts';
import { isWithin } from '../../catalog/version.ts';
import type { EngineSpec } from '../spec.ts';
import { smoothMax } from './gemm.ts';

/**
 * Does the host prepare a step while the GPU computes the one before it? Then a step takes as long as the slower of the two,
 * and not both (catalogue: calibration, `overlappedHost`). Not where the deployment switches it off, nor with a pipeline or
 * drafts, where what comes next hangs on what came. Attention over the context comes on top of the slower one, so that a
 * step stays linear in the context: of a long context that is too much, by the host's time at most.
 */
export function overlapsHost({
  engine,
  engineVersion,
  batching,
  pipelineParallel,
  speculation,
}: EngineSpec): boolean {
  if (batching.kind !== 'inflight' || pipelineParallel > 1 || speculation) return false;
  if (engine === 'tensorrt-llm' && batching.tensorrtLlm?.overlap === false) return false;
  const from = calibration.overlappedHost.find((each) => each.engine === engine)?.from;
  return from !== undefined && (engineVersion === undefined || isWithin(engineVersion, from, undefined));
}

/** Seconds of a step whose GPU and host take so long. */
export function withHost(device: number, host: number, overlapped: boolean): number {
  return overlapped ? smoothMax(device, host) : device + host;
}
