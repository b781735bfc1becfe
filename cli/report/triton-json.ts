import type { Distribution } from '../../simulator/prediction.ts';
import type { TritonPrediction } from '../../simulator/triton/index.ts';
import type { TritonRun } from '../commands/simulate-triton.ts';

/** `simulate --latency-table --format json`; units stand in the names. */
export function tritonJson({ config, setting, assumptions, prediction, beside }: TritonRun, seconds: number) {
  const { arrivals, clientOverhead, timeout, clientTimeout, ...workload } = setting.workload;
  return {
    model: { path: config.path, ...modelJson(prediction) },
    latency_table: setting.latency.points.map(({ batch, instances, seconds: each }) => ({
      batch,
      instances,
      latency_ms: each * 1000,
    })),
    workload: {
      ...workload,
      arrivals: arrivals.kind === 'trace' ? { kind: 'trace', requests: arrivals.requests.length } : arrivals,
      client_overhead_ms: clientOverhead * 1000,
      ...(timeout !== undefined && { timeout_us: timeout * 1e6 }),
      ...(clientTimeout !== undefined && { client_timeout_ms: clientTimeout * 1000 }),
    },
    assumptions,
    notes: prediction.notes,
    results: [prediction, ...beside].map(resultJson),
    simulated_requests: requestsOf(prediction),
    wall_s: seconds,
  };
}

function modelJson({ model }: TritonPrediction) {
  const { scheduling } = model;
  const policies = scheduling.kind === 'dynamic' ? { policies: Object.fromEntries(scheduling.policies) } : {};
  return { ...model, scheduling: { ...scheduling, ...policies } };
}

function resultJson(prediction: TritonPrediction) {
  const { computeParts: parts } = prediction;
  return {
    model: prediction.model.name,
    latency_ms: milliseconds(prediction.latency),
    queue_ms: milliseconds(prediction.queue),
    compute_ms: milliseconds(prediction.compute),
    ...(parts && {
      compute_parts_ms: {
        input: parts.input * 1000,
        infer: parts.infer * 1000,
        output: parts.output * 1000,
      },
    }),
    held_for_order_ms: prediction.held * 1000,
    inferences_per_s: prediction.inferencesPerSecond,
    requests_per_s: prediction.requestsPerSecond,
    capacity_inferences_per_s: prediction.capacity,
    completed: prediction.completed,
    rejected: prediction.rejected,
    unserved: prediction.unserved,
    executions: prediction.executions,
    mean_batch: prediction.meanBatch,
    batches: prediction.batches,
    fill: prediction.fill,
    padding: prediction.padding,
    instances: prediction.instances,
    priorities: prediction.levels.map((level) => ({
      priority: level.priority,
      completed: level.completed,
      rejected: level.rejected,
      latency_ms: milliseconds(level.latency),
      queue_ms: milliseconds(level.queue),
    })),
    saturated: prediction.saturated,
    duration_s: prediction.duration,
  };
}

const requestsOf = ({ completed, rejected, unserved }: TritonPrediction): number =>
  completed + unserved + Object.values(rejected).reduce((sum, count) => sum + count, 0);

const milliseconds = (of: Distribution): Distribution => ({
  mean: of.mean * 1000,
  p50: of.p50 * 1000,
  p90: of.p90 * 1000,
  p95: of.p95 * 1000,
  p99: of.p99 * 1000,
});
