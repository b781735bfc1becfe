import type { BatchingKind, Deployment } from '../../deployment/deployment.ts';
import { defaultWorkload, memoryOf, specOf } from '../../simulator/index.ts';
import type { MemoryBreakdown } from '../../simulator/memory/breakdown.ts';
import type { Assumption, EngineSpec, Missing } from '../../simulator/spec.ts';
import type { DefaultedWorkload } from '../../simulator/workload/default-workload.ts';
import type { Workload } from '../../simulator/workload/workload.ts';
import { applyKnobs, type Catalogue } from './knobs/apply-knobs.ts';
import { applyToWorkload } from './knobs/apply-to-workload.ts';
import type { Knobs } from './knobs/knobs.ts';
import type { StartValues } from './knobs/starts.ts';
import type { Question } from './simulation/protocol.ts';
import { firstRequests } from './simulation/stages.ts';

/** What the page shows for a deployment and knobs, and what it has to simulate for the rest. */
export type Evaluation =
  | { readonly state: 'missing'; readonly deployment: Deployment; readonly missing: readonly Missing[] }
  | (Simulable & { readonly state: 'too-big' })
  | (Simulable & { readonly state: 'ready'; readonly question: Question });

interface Simulable {
  readonly deployment: Deployment;
  readonly spec: EngineSpec;
  readonly assumptions: readonly Assumption[];
  /** Whose numbers the workload has. */
  readonly notes: readonly string[];
  readonly memory: MemoryBreakdown;
  readonly workload: Workload;
}

/**
 * Where the knobs start: the deployment as its files have it, with the workload that suits it. Where the files leave
 * out what a prediction needs, the model, GPU and weights that the reader chose are part of the start.
 */
export function startsOf(deployment: Deployment, knobs: Knobs, catalogue: Catalogue): StartValues {
  const { model, gpu, precision } = deployment;
  const complete = applyKnobs(
    deployment,
    {
      ...(!model.architecture && knobs.model !== undefined && { model: knobs.model }),
      ...(!gpu.model && knobs.gpu !== undefined && { gpu: knobs.gpu }),
      ...(!precision.weights && knobs.weights !== undefined && { weights: knobs.weights }),
    },
    catalogue,
  );
  const found = specOf(complete);
  if (!found.ok) return { deployment };
  const { spec, assumptions } = found;
  return { deployment, spec, assumptions, workload: startWorkload(spec).workload };
}

const startWorkload = (spec: EngineSpec): DefaultedWorkload =>
  defaultWorkload(spec, { requests: firstRequests });

/**
 * Turns the knobs on a deployment: its memory, and what to simulate in each of the batching modes on the very same
 * requests. Takes no longer than a frame.
 */
export function evaluate(
  starts: StartValues,
  knobs: Knobs,
  compared: readonly BatchingKind[],
  catalogue: Catalogue,
): Evaluation {
  const deployment = applyKnobs(starts.deployment, knobs, catalogue);
  const found = specOf(deployment);
  if (!found.ok) return { state: 'missing', deployment, missing: found.missing };
  const { spec, assumptions } = found;
  const memory = memoryOf(spec);
  // The load stays what it was at the start: a larger batch must not bring itself more requests.
  const start = startWorkload(starts.spec ?? spec);
  const workload = applyToWorkload(start.workload, knobs);
  const known = { deployment, spec, assumptions, memory, workload, notes: start.notes };
  if (!memory.fits) return { state: 'too-big', ...known, notes: [] };
  return { state: 'ready', ...known, question: { spec, workload, kinds: compared } };
}
