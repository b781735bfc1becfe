import { type Command, InvalidArgumentError } from 'commander';
import {
  type Contention,
  contentions,
  type ResourceLimit,
  type Share,
} from '../../simulator/triton/index.ts';
import { collect, oneOf, wholeNumber } from './choices.ts';

/** The flags of `simulate --latency-table`. */
export interface TritonOptions {
  readonly latencyTable?: string[];
  readonly cpuLatencyTable?: string[];
  readonly contention?: Contention;
  readonly requestBatch?: Share[];
  readonly timeoutUs?: number;
  readonly clientOverheadMs?: number;
  readonly sequenceLength?: [low: number, high: number];
  readonly beside?: BesideModel[];
  readonly rateLimit?: 'off' | 'execution_count';
  readonly rateLimitResource?: ResourceLimit[];
  /** False with --no-auto-complete. */
  readonly autoComplete?: boolean;
}

/** Another model on the same server. */
export interface BesideModel {
  readonly path: string;
  readonly table: string;
  /** Requests a second, Poisson. */
  readonly rate: number;
}

export function addTritonOptions(command: Command): Command {
  return command
    .optionsGroup('Any Triton model, with a latency table (PATH is its folder or config.pbtxt):')
    .option(
      '--latency-table <file>',
      'CSV of batch,latency_ms[,instances], or of perf_analyzer -f; BATCH=FILE for a run with -b BATCH',
      collect,
    )
    .option('--cpu-latency-table <file>', 'likewise, for KIND_CPU instances', collect)
    .option(
      '--contention <kind>',
      'shared, none: instances on one device of which the table has no measurement',
      oneOf(...contentions),
    )
    .option('--request-batch <sizes>', 'inferences of a request: 4, or by share 1:0.8,8:0.2', readShares)
    .option('--timeout-us <n>', "each request's own time-out for the queue", wholeNumber)
    .option(
      '--client-overhead-ms <n>',
      'client and network, from an answer to the next request',
      readMilliseconds,
    )
    .option(
      '--sequence-length <n>',
      'requests of a sequence, or executions of an iterative one: 20 or 16,24',
      readRange,
    )
    .option('--beside <model>', 'PATH,TABLE.csv,RATE: another model on the same server, Poisson', readBeside)
    .option('--rate-limit <mode>', "off, execution_count: the server's flag", oneOf('off', 'execution_count'))
    .option('--rate-limit-resource <limit>', 'NAME:COUNT or NAME:COUNT:DEVICE', readResource)
    .option('--no-auto-complete', "as with Triton's --disable-auto-complete-config");
}

function readShares(text: string): Share[] {
  const shares = text.split(',').map((part) => {
    const [value, share = '1'] = part.split(':');
    return { value: Number(value), share: Number(share) };
  });
  if (shares.some(({ value, share }) => !Number.isInteger(value) || value < 1 || !(share > 0)))
    throw new InvalidArgumentError(`Give 4, or 1:0.8,8:0.2, not “${text}”.`);
  return shares;
}

function readRange(text: string): [number, number] {
  const [low, high = low, ...more] = text.split(',').map(Number);
  if (more.length > 0 || !Number.isInteger(low) || !Number.isInteger(high) || low! < 1 || high! < low!)
    throw new InvalidArgumentError(`Give 20, or 16,24 for any length between, not “${text}”.`);
  return [low!, high!];
}

function readMilliseconds(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0) || !Number.isFinite(value))
    throw new InvalidArgumentError(`Give milliseconds, not “${text}”.`);
  return value;
}

function readResource(text: string, before: readonly ResourceLimit[] = []): ResourceLimit[] {
  const match = /^(.+?):(\d+)(?::(\d+))?$/.exec(text);
  if (!match) throw new InvalidArgumentError(`Give NAME:COUNT or NAME:COUNT:DEVICE, not “${text}”.`);
  const device = match[3] === undefined ? {} : { device: Number(match[3]) };
  return [...before, { name: match[1]!, count: Number(match[2]), ...device }];
}

function readBeside(text: string, before: readonly BesideModel[] = []): BesideModel[] {
  const [path, table, rate, ...more] = text.split(',');
  if (!path || !table || more.length > 0 || !(Number(rate) > 0) || !Number.isFinite(Number(rate)))
    throw new InvalidArgumentError(`Give PATH,TABLE.csv,RATE, not “${text}”.`);
  return [...before, { path, table, rate: Number(rate) }];
}
