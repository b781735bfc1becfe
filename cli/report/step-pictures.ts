import type { BatchingKind } from '../../deployment/deployment.ts';
import { StepTrace, simulate, type Workload } from '../../simulator/index.ts';
import type { EngineSpec } from '../../simulator/spec.ts';
import type { Colors } from '../output.ts';
import { batchingLabels } from './latency-table.ts';
import { stepLegend, stepPicture } from './step-picture.ts';
import { wrap } from './words.ts';

/** More requests than a picture shows need not be stepped through for it. */
const mostRequests = 64;

/** The first requests of a workload again, step by step, and who did what in each step. */
export function stepPictures(
  spec: EngineSpec,
  workload: Workload,
  kinds: readonly BatchingKind[],
  colors: Colors,
  width: number,
): string {
  if (spec.pipelineParallel > 1 || spec.instances > 1)
    return colors.dim('No picture of steps where several micro-batches or instances run at once.');
  const few: Workload = {
    ...workload,
    requests: Math.min(workload.requests, mostRequests),
    ...(workload.trace && { trace: workload.trace.slice(0, mostRequests) }),
  };
  const pictures = kinds.map((kind) => {
    const trace = new StepTrace();
    const changed = { ...spec, batching: { ...spec.batching, kind } };
    simulate(changed, few, { stepByStep: true, observer: trace });
    return stepPicture(trace, batchingLabels[kind], colors, width);
  });
  return [
    colors.bold('Who did what in each step'),
    pictures.join('\n\n'),
    colors.dim(wrap(stepLegend, width, '  ')),
  ].join('\n');
}
