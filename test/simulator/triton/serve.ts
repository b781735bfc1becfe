import {
  type DynamicBatching,
  type InstanceGroup,
  type ModelScheduling,
  noPolicy,
  type QueuePolicy,
  type Scheduling,
  type SequenceBatching,
} from '../../../deployment/triton-scheduling.ts';
import {
  type Contention,
  LatencyTable,
  plainWorkload,
  simulateTriton,
  type TracedInference,
  type TritonPrediction,
  type TritonWorkload,
} from '../../../simulator/triton/index.ts';

export const dynamic = (settings: Partial<DynamicBatching> = {}, maxBatchSize = 8): Scheduling => ({
  kind: 'dynamic',
  preferredBatchSizes: [maxBatchSize],
  maxQueueDelay: 0,
  preserveOrdering: false,
  priorityLevels: 0,
  defaultPriorityLevel: 0,
  defaultPolicy: noPolicy,
  policies: new Map(),
  ...settings,
});

export const policy = (settings: Partial<QueuePolicy>): QueuePolicy => ({ ...noPolicy, ...settings });

export const direct = (settings: Partial<SequenceBatching> = {}): Scheduling => ({
  kind: 'sequence',
  strategy: { kind: 'direct', maxQueueDelay: 0, minimumSlotUtilization: 0 },
  maxIdle: 100,
  iterative: false,
  ...settings,
});

export const oldest = (
  maxCandidateSequences: number,
  preferred: readonly number[],
  maxQueueDelay = 0,
): Scheduling => ({
  kind: 'sequence',
  strategy: {
    kind: 'oldest',
    maxCandidateSequences,
    preferredBatchSizes: preferred,
    maxQueueDelay,
    preserveOrdering: false,
  },
  maxIdle: 100,
  iterative: false,
});

export const gpu = (count = 1, gpus: readonly number[] = [0]): InstanceGroup => ({
  name: 'm',
  kind: 'gpu',
  count,
  gpus,
});

export interface Case {
  readonly scheduling: Scheduling;
  readonly maxBatchSize?: number;
  readonly groups?: readonly InstanceGroup[];
  readonly comparesShapes?: boolean;
  /** Seconds by batch size; 1 whatever the batch where absent. */
  readonly latency?: readonly (readonly [batch: number, seconds: number])[];
  readonly contention?: Contention;
  readonly workload: Partial<TritonWorkload>;
}

export const scheduled = ({
  scheduling,
  maxBatchSize = 8,
  groups = [gpu()],
  comparesShapes = false,
}: Case): ModelScheduling => ({
  name: 'm',
  maxBatchSize,
  scheduling,
  comparesShapes,
  groups,
});

export const tableOf = (
  latency: readonly (readonly [number, number])[] = [
    [1, 1],
    [1024, 1],
  ],
  contention: Contention = 'shared',
): LatencyTable =>
  new LatencyTable(
    latency.map(([batch, seconds]) => ({ batch, instances: 1, seconds })),
    contention,
  );

/** One model under one load. */
export function serve(of: Case): TritonPrediction {
  const [prediction] = simulateTriton(
    [
      {
        scheduling: scheduled(of),
        workload: { ...plainWorkload, ...of.workload },
        latency: tableOf(of.latency, of.contention),
      },
    ],
    { keepRequests: true },
  );
  return prediction!;
}

/** Arrivals at given times. */
export const at = (...requests: (number | TracedInference)[]): Partial<TritonWorkload> => ({
  arrivals: {
    kind: 'trace',
    requests: requests.map((each) => (typeof each === 'number' ? { arrived: each } : each)),
  },
});

/** Per request: when it was executed, when its answer was there, and in a batch of how many. */
export function rows({ requests }: TritonPrediction): [started: number, finished: number, batch: number][] {
  return Array.from({ length: requests!.count }, (_, row) => [
    round(requests!.started[row]!),
    round(requests!.finished[row]!),
    requests!.executed[row]!,
  ]);
}

export const outcomes = ({ requests }: TritonPrediction): string[] => [...requests!.outcome];

const round = (value: number): number => Number(value.toFixed(9));
