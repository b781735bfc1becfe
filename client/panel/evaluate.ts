import type { BatchingKind, Deployment } from '../../deployment/deployment.ts';
import { defaultWorkload, memoryOf, simulate, specOf } from '../../simulator/index.ts';
import type { MemoryBreakdown } from '../../simulator/memory/breakdown.ts';
import type { Prediction } from '../../simulator/prediction.ts';
import type { Assumption, EngineSpec, Missing } from '../../simulator/spec.ts';
import type { Workload } from '../../simulator/workload/workload.ts';
import { applyKnobs, type Catalogue } from './knobs/apply-knobs.ts';
import { applyToWorkload } from './knobs/apply-to-workload.ts';
import type { Knobs } from './knobs/knobs.ts';
import type { StartValues } from './knobs/starts.ts';

/** Enough for steady percentiles, few enough that a dragged slider feels live. */
export const requestsSimulated = 400;

/** What the page shows for a deployment and knobs. */
export type Evaluation =
  | { readonly state: 'missing'; readonly deployment: Deployment; readonly missing: readonly Missing[] }
  | (Simulable & { readonly state: 'too-big' })
  | (Simulable & { readonly state: 'ready'; readonly predictions: readonly Prediction[] });

interface Simulable {
  readonly deployment: Deployment;
  readonly spec: EngineSpec;
  readonly assumptions: readonly Assumption[];
  readonly memory: MemoryBreakdown;
  readonly workload: Workload;
}

/** Where the knobs start: the deployment as its files have it, with the workload that suits it. */
export function startsOf(deployment: Deployment): StartValues {
  const found = specOf(deployment);
  if (!found.ok) return { deployment };
  return { deployment, spec: found.spec, workload: startWorkload(found.spec) };
}

const startWorkload = (spec: EngineSpec): Workload => defaultWorkload(spec, { requests: requestsSimulated });

/** Turns the knobs on a deployment and simulates it in each of the batching modes, on the very same requests. */
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
  const workload = applyToWorkload(starts.workload ?? startWorkload(spec), knobs);
  const known = { deployment, spec, assumptions, memory, workload };
  if (!memory.fits) return { state: 'too-big', ...known };
  const predictions = compared.map((kind) => simulate(withBatching(spec, kind), workload));
  return { state: 'ready', ...known, predictions };
}

function withBatching(spec: EngineSpec, kind: BatchingKind): EngineSpec {
  return { ...spec, batching: { ...spec.batching, kind } };
}
