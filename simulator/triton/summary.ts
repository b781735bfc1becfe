import { capacityOf } from './capacity.ts';
import { notesOf } from './notes.ts';
import type { TritonPrediction } from './prediction.ts';
import type { LevelRecord, Recorder } from './recorder.ts';
import type { Rejection } from './request-table.ts';
import type { Served } from './server.ts';
import type { ServedSetting } from './simulate.ts';

/** @param end when the last event was */
export function predictionOf(served: Served, setting: ServedSetting, end: number): TritonPrediction {
  const { model, recorder, load } = served;
  const { workload } = setting;
  const duration = recorder.completed > 0 ? recorder.last - recorder.first : 0;
  const batches = Object.entries(recorder.executions)
    .map(([size, executions]) => ({ size: Number(size), executions }))
    .filter(({ executions }) => executions > 0);
  const executions = batches.reduce((sum, batch) => sum + batch.executions, 0);
  const rows = batches.reduce((sum, batch) => sum + batch.size * batch.executions, 0);
  const perSecond = (amount: number): number => (duration > 0 ? amount / duration : 0);
  const isOpen = workload.arrivals.kind !== 'closed' && workload.arrivals.kind !== 'offline';
  const parts = partsOf(recorder, setting);
  const rejected = [...recorder.rejected.values()].reduce((sum, count) => sum + count, 0);
  return {
    model: setting.scheduling,
    latency: recorder.total.distribution(),
    queue: recorder.queue.distribution(),
    compute: recorder.compute.distribution(),
    ...(parts && { computeParts: parts }),
    held: recorder.completed > 0 ? recorder.held / recorder.completed : 0,
    clientOverhead: workload.clientOverhead,
    completed: recorder.completed,
    rejected: Object.fromEntries(recorder.rejected),
    inferences: recorder.inferences,
    inferencesPerSecond: perSecond(recorder.inferences),
    requestsPerSecond: perSecond(recorder.completed),
    duration,
    executions,
    batches,
    meanBatch: executions > 0 ? rows / executions : Number.NaN,
    fill:
      executions > 0
        ? (rows - recorder.emptyRows) / (executions * Math.max(1, model.settings.maxBatchSize))
        : Number.NaN,
    padding: rows > 0 ? recorder.emptyRows / rows : 0,
    levels: [...recorder.levels]
      .sort(([left], [right]) => left - right)
      .map(([priority, level]) => levelOf(priority, level)),
    instances: model.instances.map((instance) => ({
      name: instance.name,
      device: instance.device.name,
      executions: instance.executions,
      busy: end > 0 ? instance.busySeconds / end : 0,
    })),
    saturated: isOpen && recorder.queueGrew(),
    capacity: capacityOf(setting, workload.batch),
    unserved: load.made - recorder.completed - rejected,
    notes: notesOf(model, setting, recorder),
    ...(recorder.rows && { requests: recorder.rows }),
  };
}

const levelOf = (priority: number, level: LevelRecord) => ({
  priority,
  completed: level.completed,
  queue: level.queue.distribution(),
  latency: level.total.distribution(),
  rejected: Object.fromEntries(level.rejected) as Partial<Record<Rejection, number>>,
});

/** Mean seconds of copying in, computing and copying out over all answered requests. */
function partsOf(
  recorder: Recorder,
  { latency, cpuLatency }: ServedSetting,
): TritonPrediction['computeParts'] {
  if (cpuLatency) return undefined;
  const sums = [0, 0, 0];
  let count = 0;
  for (const [size, requests] of Object.entries(recorder.answeredIn)) {
    const parts = latency.partsAt(Number(size));
    if (!parts) return undefined;
    count += requests;
    parts.forEach((share, at) => {
      sums[at]! += share * requests;
    });
  }
  if (count === 0) return undefined;
  const mean = recorder.compute.mean;
  const [input, infer, output] = sums.map((sum) => (sum / count) * mean) as [number, number, number];
  return { input, infer, output };
}
