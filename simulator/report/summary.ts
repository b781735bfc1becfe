import { notesOf } from '../engine/notes.ts';
import type { Recorder } from '../engine/recorder.ts';
import { memoryOf } from '../memory/memory-of.ts';
import { rankView } from '../model/rank-view.ts';
import type { Prediction, RequestTable } from '../prediction.ts';
import type { EngineSpec } from '../spec.ts';
import type { Workload } from '../workload/workload.ts';
import { distributionOf } from './distribution.ts';
import { errorBandOf } from './error-band.ts';
import { GapHistogram } from './gap-histogram.ts';
import { sumOccupancy } from './occupancy.ts';
import { isQueued, queueGrew } from './saturation.ts';

/**
 * A prediction from what the recorders of all instances wrote down.
 * @param server seconds that a request spends before the engine has it
 */
export function summarise(
  spec: EngineSpec,
  workload: Workload,
  table: RequestTable,
  recorders: readonly Recorder[],
  server: number,
): Prediction {
  const { completed, promptTokens, outputTokens, preemptions, duration } = totals(table);
  const gaps = new GapHistogram();
  for (const recorder of recorders) gaps.merge(recorder.gaps);
  const sum = (pick: (recorder: Recorder) => number): number =>
    recorders.reduce((total, recorder) => total + pick(recorder), 0);
  const steps = sum((recorder) => recorder.steps);
  const perSecond = (amount: number): number => (duration > 0 ? amount / duration : 0);
  const share = (part: number, whole: number): number => (whole > 0 ? part / whole : Number.NaN);
  const open = workload.trace !== undefined || 'rate' in workload.arrivals;
  const ttft = distributionOf(between(table.arrived, table.firstToken));
  return {
    batching: spec.batching.kind,
    memory: memoryOf(rankView(spec)),
    ttft,
    tpot: distributionOf(timePerOutputToken(table)),
    itl: gaps.distribution(),
    e2e: distributionOf(between(table.arrived, table.finished)),
    duration,
    requestsPerSecond: perSecond(completed),
    outputTokensPerSecond: perSecond(outputTokens),
    totalTokensPerSecond: perSecond(promptTokens + outputTokens),
    completed,
    rejected: table.count - completed,
    preemptions,
    saturated: open && queueGrew(table),
    usefulSlotShare: share(
      sum((recorder) => recorder.usefulSlotSeconds),
      sum((recorder) => recorder.slotSeconds),
    ),
    meanBatch: share(
      sum((recorder) => recorder.activeSteps),
      steps,
    ),
    steps,
    errorBand: errorBandOf(spec, isQueued({ ttft, requests: table }, server)),
    notes: notesOf(spec, spec.batching.kind),
    requests: table,
    occupancy: sumOccupancy(recorders.map((recorder) => recorder.occupancy.series())),
  };
}

function totals(table: RequestTable) {
  let completed = 0;
  let promptTokens = 0;
  let outputTokens = 0;
  let preemptions = 0;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < table.count; index++) {
    if (Number.isNaN(table.finished[index]!)) continue;
    completed++;
    promptTokens += table.promptTokens[index]!;
    outputTokens += table.outputTokens[index]!;
    preemptions += table.preemptions[index]!;
    first = Math.min(first, table.arrived[index]!);
    last = Math.max(last, table.finished[index]!);
  }
  return { completed, promptTokens, outputTokens, preemptions, duration: completed > 0 ? last - first : 0 };
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
