import { isPipelined } from '../batching/limits.ts';
import { notesOf } from '../engine/notes.ts';
import type { Recorder } from '../engine/recorder.ts';
import { heedsPriority } from '../engine/schedulers.ts';
import { isTensorrt } from '../memory/engine-kind.ts';
import { memoryOf } from '../memory/memory-of.ts';
import { rankView } from '../model/rank-view.ts';
import type { Distribution, Prediction, RequestTable, Totals } from '../prediction.ts';
import type { EngineSpec } from '../spec.ts';
import type { Workload } from '../workload/workload.ts';
import { distributionOf } from './distribution.ts';
import { errorBandOf } from './error-band.ts';
import { LogHistogram } from './log-histogram.ts';
import { sumOccupancy } from './occupancy.ts';
import { isQueued, QueueTrend } from './saturation.ts';
import type { ServiceLevel } from './service-level.ts';
import { TimeSum } from './time-spent.ts';

/**
 * What the recorders of all engines wrote down, as one. Percentiles are read off histograms, exact to 0.1 %.
 * @param count requests of the workload
 * @param server seconds that a request spends before the engine has it
 */
export function totalsOf(
  spec: EngineSpec,
  workload: Workload,
  count: number,
  recorders: readonly Recorder[],
  server: number,
  promised?: ServiceLevel,
): Totals {
  const sum = (pick: (recorder: Recorder) => number): number =>
    recorders.reduce((total, recorder) => total + pick(recorder), 0);
  const merged = (pick: (recorder: Recorder) => LogHistogram): Distribution => {
    const all = new LogHistogram();
    for (const recorder of recorders) all.merge(pick(recorder));
    return all.distribution();
  };
  const trend = new QueueTrend(count);
  for (const recorder of recorders) trend.merge(recorder.answers.trend);
  const spent = new TimeSum();
  for (const recorder of recorders) spent.merge(recorder.answers.spent);
  const kept = sum((recorder) => recorder.answers.kept);
  const completed = sum((recorder) => recorder.completed);
  const first = Math.min(...recorders.map((recorder) => recorder.answers.firstSent));
  const last = Math.max(...recorders.map((recorder) => recorder.answers.lastFinished));
  const duration = completed > 0 ? last - first : 0;
  const perSecond = (amount: number): number => (duration > 0 ? amount / duration : 0);
  const share = (part: number, whole: number): number => (whole > 0 ? part / whole : Number.NaN);
  const outputTokens = sum((recorder) => recorder.answers.outputTokens);
  const steps = sum((recorder) => recorder.steps.steps);
  const ttft = merged((recorder) => recorder.answers.ttft);
  const queue = merged((recorder) => recorder.answers.queued);
  // Steps that were planned at once may go on after the last answer.
  const busy = Math.min(
    1,
    share(
      sum((recorder) => recorder.steps.busySeconds),
      recorders.length * (isPipelined(spec) ? spec.pipelineParallel : 1) * duration,
    ),
  );
  const open = workload.trace !== undefined || 'rate' in workload.arrivals;
  return {
    batching: spec.batching.kind,
    memory: memoryOf(rankView(spec)),
    ttft,
    tpot: merged((recorder) => recorder.answers.tpot),
    itl: merged((recorder) => recorder.steps.gaps),
    e2e: merged((recorder) => recorder.answers.e2e),
    queue,
    count,
    duration,
    requestsPerSecond: perSecond(completed),
    outputTokensPerSecond: perSecond(outputTokens),
    totalTokensPerSecond: perSecond(sum((recorder) => recorder.answers.promptTokens) + outputTokens),
    completed,
    rejected: count - completed,
    timedOut: sum((recorder) => recorder.timedOut),
    preemptions: sum((recorder) => recorder.preemptions),
    promptTokens: sum((recorder) => recorder.answers.promptTokens),
    cachedTokens: sum((recorder) => recorder.answers.cachedTokens),
    cacheHitRate: share(
      sum((recorder) => recorder.answers.cachedTokens),
      sum((recorder) => recorder.answers.promptTokens),
    ),
    cacheEvictions: sum(({ prefixes }) => (prefixes?.evicted ?? 0) + (prefixes?.host?.dropped ?? 0)),
    hostFetchedBlocks: sum(({ prefixes }) => prefixes?.host?.fetched ?? 0),
    // An engine that rests for a twentieth of the time could do more.
    saturated: open && trend.grew && busy > 0.95,
    usefulSlotShare: share(
      sum((recorder) => recorder.steps.usefulSlotSeconds),
      sum((recorder) => recorder.steps.slotSeconds),
    ),
    paddedRowShare: share(
      sum((recorder) => recorder.steps.paddedRows),
      sum((recorder) => recorder.steps.computedRows),
    ),
    meanBatch: share(
      sum((recorder) => recorder.steps.usefulSlotSeconds),
      sum((recorder) => recorder.steps.busySeconds),
    ),
    largestBatch: Math.max(...recorders.map((recorder) => recorder.steps.batchPeak)),
    kvUsed: {
      mean: share(
        sum((recorder) => recorder.steps.kvSeconds),
        sum((recorder) => recorder.steps.busySeconds),
      ),
      most: Math.max(...recorders.map((recorder) => recorder.steps.kvPeak)),
    },
    busy,
    steps,
    spent,
    ...(promised && {
      goodput: { requests: kept, share: share(kept, count), requestsPerSecond: perSecond(kept) },
    }),
    errorBand: errorBandOf(spec, isQueued({ ttft, queue }, server)),
    notes: [...notesOf(spec, spec.batching.kind), ...workloadNotes(spec, workload)],
    occupancy: sumOccupancy(recorders.map((recorder) => recorder.occupancy.series())),
  };
}

/** What of the workload this engine does not heed. */
function workloadNotes(spec: EngineSpec, workload: Workload): string[] {
  const notes: string[] = [];
  if (workload.priorityShares && !heedsPriority(spec)) {
    notes.push(
      `${spec.engine} serves in order of arrival whatever the urgency of a request, unless it is told otherwise`,
    );
  }
  if (workload.retention && (!isTensorrt(spec) || !spec.prefixCaching)) {
    notes.push(
      isTensorrt(spec)
        ? 'Blocks are not reused, so that retention priorities change nothing'
        : `Retention priorities are TensorRT-LLM’s; ${spec.engine} keeps all blocks alike`,
    );
  }
  return notes;
}

/** The same with a row for each request, from which the percentiles are exact. */
export function predictionOf(totals: Totals, requests: RequestTable): Prediction {
  return {
    ...totals,
    ttft: distributionOf(between(requests.arrived, requests.firstToken)),
    tpot: distributionOf(timePerOutputToken(requests)),
    e2e: distributionOf(between(requests.arrived, requests.finished)),
    requests,
  };
}

function between(from: Float64Array, to: Float64Array): Float64Array {
  return from.map((time, index) => to[index]! - time);
}

/** (finished − first token) / (output tokens − 1), as vLLM's and GenAI-Perf's benchmarks define it. */
function timePerOutputToken(table: RequestTable): Float64Array {
  return table.firstToken.map((first, index) => {
    const tokens = table.outputTokens[index]!;
    return tokens > 1 ? (table.finished[index]! - first) / (tokens - 1) : Number.NaN;
  });
}
