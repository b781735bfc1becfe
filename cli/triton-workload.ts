import {
  capacityOf,
  plainWorkload,
  type ServedSetting,
  type Share,
  type TritonArrivals,
  type TritonWorkload,
} from '../simulator/triton/index.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { SimulateTritonOptions } from './commands/simulate-triton.ts';
import { UsageError } from './errors.ts';
import { count } from './report/words.ts';
import { readTrace } from './triton-inputs.ts';

const defaultRequests = 10_000;
/** perf_analyzer's own: --sequence-length 20 with --sequence-length-variation 20 (its command line's help). */
const defaultLength = [16, 24] as const;

/** What the flags say of the load, and sentences about what they leave open. */
export async function tritonWorkload(
  served: Omit<ServedSetting, 'workload'>,
  options: SimulateTritonOptions,
  measuredOverhead: number | undefined,
  workspace: Workspace,
): Promise<{ workload: TritonWorkload; notes: readonly string[] }> {
  const notes: string[] = [];
  const batch = options.requestBatch ?? plainWorkload.batch;
  const priorities = prioritiesOf(served, options);
  const sequenceLength = lengthOf(served, options, notes);
  const perArrival = mean(batch) * (options.requestBatch ? 1 : (sequenceLength[0] + sequenceLength[1]) / 2);
  const arrivals = await arrivalsOf(options, workspace, () => {
    const rate = twoDigits((0.7 * capacityOf(served, batch)) / perArrival);
    notes.push(
      `${rate} ${unitOf(served)} a second, Poisson, are Batchwise's default: 70 % of what the instances can do at their best batch size`,
    );
    return { kind: 'poisson', rate };
  });
  if (options.requests === undefined && arrivals.kind !== 'trace')
    notes.push(`${count(defaultRequests)} ${unitOf(served)} are Batchwise's default`);
  const overhead = overheadOf(options, measuredOverhead, arrivals, notes);
  return {
    workload: {
      arrivals: limited(arrivals, options.requests),
      requests: options.requests ?? defaultRequests,
      seed: options.seed ?? 0,
      batch,
      priorities,
      clientOverhead: overhead,
      sequenceLength,
      ...(options.timeoutUs !== undefined && { timeout: options.timeoutUs * 1e-6 }),
      ...(options.clientTimeout !== undefined && { clientTimeout: options.clientTimeout }),
    },
    notes,
  };
}

async function arrivalsOf(
  options: SimulateTritonOptions,
  workspace: Workspace,
  otherwise: () => TritonArrivals,
): Promise<TritonArrivals> {
  const { rate, concurrency, offline, trace, burstiness, ramp } = options;
  const ways = [
    rate !== undefined && '--rate',
    ramp !== undefined && '--ramp',
    concurrency !== undefined && '--concurrency',
    offline && '--offline',
    trace !== undefined && '--trace',
  ].filter((way) => typeof way === 'string');
  if (ways.length > 1)
    throw new UsageError(`${ways.join(' and ')} contradict each other`, 'give one of them');
  if (burstiness !== undefined && rate === undefined) throw new UsageError('--burstiness needs --rate');
  if (trace !== undefined) return { kind: 'trace', requests: await readTrace(trace, workspace) };
  if (ramp !== undefined) return { kind: 'ramp', from: ramp[0], to: ramp[1] };
  if (concurrency !== undefined) return { kind: 'closed', concurrency };
  if (offline) return { kind: 'offline' };
  if (rate === undefined) return otherwise();
  return burstiness === undefined ? { kind: 'poisson', rate } : { kind: 'gamma', rate, cv: burstiness };
}

/** --requests cuts a trace short. */
const limited = (arrivals: TritonArrivals, requests: number | undefined): TritonArrivals =>
  arrivals.kind === 'trace' && requests !== undefined
    ? { ...arrivals, requests: arrivals.requests.slice(0, requests) }
    : arrivals;

function lengthOf(
  { scheduling: { scheduling, name } }: Omit<ServedSetting, 'workload'>,
  options: SimulateTritonOptions,
  notes: string[],
): readonly [number, number] {
  if (scheduling.kind !== 'sequence') {
    if (options.sequenceLength)
      throw new UsageError(`--sequence-length: ${name} has no sequence_batching`, 'leave it out');
    return [1, 1];
  }
  if (options.requestBatch)
    throw new UsageError('--request-batch: requests of a sequence have one inference', 'leave it out');
  if (options.sequenceLength) return options.sequenceLength;
  if (scheduling.iterative)
    throw new UsageError(
      `${name} executes a request iteratively, and nothing says how often`,
      'give --sequence-length: executions of a request, such as 20 or 16,24',
    );
  if (options.trace === undefined)
    notes.push(
      `sequences of ${defaultLength.join(' to ')} requests are perf_analyzer's default (--sequence-length 20, 20 % either way)`,
    );
  return defaultLength;
}

function overheadOf(
  options: SimulateTritonOptions,
  measured: number | undefined,
  arrivals: TritonArrivals,
  notes: string[],
): number {
  if (options.clientOverheadMs !== undefined) return options.clientOverheadMs * 1e-3;
  if (measured !== undefined) {
    notes.push(
      `client and network take ${(measured * 1000).toFixed(3)} ms a request, as perf_analyzer measured with the least load`,
    );
    return measured;
  }
  if (arrivals.kind === 'closed')
    notes.push('client and network take no time; --client-overhead-ms says otherwise');
  return 0;
}

/** The first share is of level 1, the most urgent. */
function prioritiesOf(
  { scheduling: { scheduling, name } }: Omit<ServedSetting, 'workload'>,
  { priorityShares }: SimulateTritonOptions,
): readonly Share[] {
  if (priorityShares === undefined) return plainWorkload.priorities;
  const levels = scheduling.kind === 'dynamic' ? scheduling.priorityLevels : 0;
  if (priorityShares.length > levels)
    throw new UsageError(
      `--priority-shares has ${priorityShares.length} shares, and ${name} has ${levels} priority_levels`,
      'give at most one for each level, the most urgent first',
    );
  return priorityShares.map((share, index) => ({ value: index + 1, share }));
}

const unitOf = ({ scheduling: { scheduling } }: Omit<ServedSetting, 'workload'>): string =>
  scheduling.kind === 'sequence' && !scheduling.iterative ? 'sequences' : 'requests';

function mean(shares: readonly Share[]): number {
  const weight = shares.reduce((sum, { share }) => sum + share, 0);
  return shares.reduce((sum, { value, share }) => sum + value * share, 0) / weight;
}

function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}
