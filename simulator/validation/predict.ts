import { type CostConstants, constantsOf } from '../cost/constants.ts';
import type { Distribution, Prediction } from '../prediction.ts';
import { simulate } from '../simulate.ts';
import type { Experiment } from './experiment.ts';
import type { Measurement, Metric } from './measurement.ts';

/** A simulated run, and the seconds that a request spends before the scheduler looks at it. */
export interface Run {
  readonly prediction: Prediction;
  readonly server: number;
}

/** The simulated run of an experiment. */
export function run(experiment: Experiment, constants?: CostConstants): Prediction {
  return runOf(experiment, constants).prediction;
}

/**
 * Where the scheduler lets requests wait for a number of decode steps, a first run without that wait says how long they are.
 */
export function runOf({ spec, workload, waitSteps, ranksPerCore = 1 }: Experiment, own?: CostConstants): Run {
  const constants = onOneCore(own ?? constantsOf(spec.engine, spec.engineVersion), ranksPerCore);
  const { perRequest } = constants;
  const prediction = simulate(spec, workload, { constants });
  if (waitSteps === undefined) return { prediction, server: perRequest.value };
  const step = prediction.itl.p50 * (spec.speculation?.accepted ?? 1);
  if (!Number.isFinite(step)) return { prediction, server: perRequest.value };
  const server = perRequest.value + step * waitSteps;
  const polled = { ...constants, perRequest: { ...perRequest, value: server } };
  return { prediction: simulate(spec, workload, { constants: polled }), server };
}

/** Where ranks share a core, what each takes of it adds up. */
function onOneCore(constants: CostConstants, ranks: number): CostConstants {
  if (ranks === 1) return constants;
  const summed = (name: 'perStep' | 'perSequence' | 'eagerLayer' | 'eagerExpertLayer') => ({
    [name]: { ...constants[name], value: ranks * constants[name].value },
  });
  return {
    ...constants,
    ...summed('perStep'),
    ...summed('perSequence'),
    ...summed('eagerLayer'),
    ...summed('eagerExpertLayer'),
  };
}

/** The figure of a prediction that a row measured, in the row's unit; undefined where the run yields none. */
export function figureOf(prediction: Prediction, metric: Metric, stat: string): number | undefined {
  if (prediction.completed === 0) return undefined;
  const value = figure(prediction, metric, stat);
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

function figure(prediction: Prediction, metric: Metric, stat: string): number {
  switch (metric) {
    case 'ttft_ms':
      return 1e3 * statisticOf(prediction.ttft, stat);
    case 'tpot_ms':
      return 1e3 * statisticOf(prediction.tpot, stat);
    case 'itl_ms':
      return 1e3 * statisticOf(prediction.itl, stat);
    case 'e2e_ms':
      return 1e3 * statisticOf(prediction.e2e, stat);
    case 'req_s':
      return prediction.requestsPerSecond;
    case 'output_tok_s':
      return prediction.outputTokensPerSecond;
    case 'total_tok_s':
      return prediction.totalTokensPerSecond;
  }
}

/** Where the row does not say which statistic it is, the mean: first tokens are as late as with the first burst in them. */
function statisticOf(distribution: Distribution, stat: string): number {
  const percentile = /^p(50|90|95|99)$/.exec(stat)?.[0] as 'p50' | 'p90' | 'p95' | 'p99' | undefined;
  if (percentile !== undefined) return distribution[percentile];
  return distribution.mean;
}

/** Rows with the same key were measured in one run. */
export function runKey(row: Measurement): string {
  return [
    row.suite,
    row.engine,
    row.version,
    row.model,
    row.weights,
    row.kv,
    row.gpu,
    row.gpus,
    row.tensorParallel,
    row.pipelineParallel,
    row.expertParallel,
    row.dataParallel,
    row.mode,
    row.promptTokens,
    row.outputTokens,
    row.concurrency,
    row.rate,
    row.maxBatchSize,
    row.notes.replace(/total tok\/s=[\d.]+/, ''),
  ].join('|');
}
