import { type Command, InvalidArgumentError } from 'commander';
import type { Retention } from '../../simulator/index.ts';
import type { Arrivals, LengthDistribution, Workload } from '../../simulator/workload/workload.ts';
import { UsageError } from '../errors.ts';
import { count } from '../report/words.ts';
import { countUpTo, positiveInteger, positiveNumber, wholeNumber } from './choices.ts';
import { readRetention } from './retention.ts';
import { readTraceFile } from './trace-file.ts';

export interface WorkloadOptions {
  readonly isl?: LengthDistribution;
  readonly osl?: LengthDistribution;
  readonly rate?: number;
  readonly burstiness?: number;
  readonly concurrency?: number;
  readonly offline?: boolean;
  readonly trace?: string;
  readonly ramp?: readonly [number, number];
  readonly priorityShares?: readonly number[];
  readonly clientTimeout?: number;
  readonly prefixShare?: number;
  readonly prefixGroups?: number;
  readonly retention?: Retention;
  readonly turns?: LengthDistribution;
  readonly thinkTime?: number;
  readonly requests?: number;
  readonly seed?: number;
}

export function addWorkloadOptions(command: Command): Command {
  return command
    .optionsGroup('Workload:')
    .option('--isl <lengths>', 'prompt tokens: 512, uniform:a,b, lognormal:median,sigma', readLengths)
    .option('--osl <lengths>', 'answer tokens, likewise', readLengths)
    .option('--rate <n>', 'requests a second (Poisson)', positiveNumber)
    .option('--burstiness <cv>', 'coefficient of variation of the gaps; 1 is Poisson', positiveNumber)
    .option('--ramp <from,to>', 'requests a second that grow (or fall) evenly in time', readRamp)
    .option('--concurrency <n>', 'so many clients, each with one request at a time', countUpTo(mostRequests))
    .option('--offline', 'all requests at once')
    .option(
      '--trace <file>',
      'replay CSV of arrived_at,num_prefill_tokens,num_decode_tokens, or of Azure, BurstGPT or Mooncake',
    )
    .option(
      '--priority-shares <list>',
      'shares of requests by urgency, the most urgent first: 0.1,0.9',
      readShares,
    )
    .option('--client-timeout <s>', 'clients give up after so many seconds', positiveNumber)
    .option(
      '--prefix-share <s>',
      'all prompts begin with the same text, this share of the mean prompt',
      readShare,
    )
    .option('--prefix-groups <n>', 'so many different texts, equally frequent', positiveInteger)
    .option(
      '--retention <list>',
      'priority (0–100) and seconds for which TensorRT-LLM is asked to keep KV blocks: prefix=100,answer=0 or 0-512=80:30',
      readRetention,
    )
    .option(
      '--turns <lengths>',
      'conversations of so many turns: 4, uniform:1,9; --isl is what a turn adds',
      readLengths,
    )
    .option('--think-time <s>', 'mean seconds between an answer and the next turn', positiveNumber)
    .option('--requests <n>', 'how many', countUpTo(mostRequests))
    .option('--seed <n>', 'same seed, same answer', wholeNumber);
}

/** A thousand million take the better part of an hour. */
const mostRequests = 1_000_000_000;
/** Of the logarithm: with 5 one length in six is beyond 148 times the median. */
const mostSigma = 5;
/** The request table counts tokens in 32 bits. */
const mostTokens = 2 ** 31 - 1;

function readRamp(text: string): readonly [number, number] {
  const rates = text.split(',').map(Number);
  if (rates.length !== 2 || !rates.every((rate) => rate > 0 && Number.isFinite(rate)))
    throw new InvalidArgumentError(`Give two rates above 0, as 1,20, not “${text}”.`);
  return [rates[0]!, rates[1]!];
}

function readShare(text: string): number {
  const share = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text);
  if (text.trim() === '' || !(share >= 0 && share < 1))
    throw new InvalidArgumentError(`Give a share from 0 to below 1, as 0.5 or 50%, not “${text}”.`);
  return share;
}

function readShares(text: string): number[] {
  const shares = text.split(',').map(Number);
  if (shares.length < 2 || shares.length > 8 || !shares.every((share) => share > 0 && Number.isFinite(share)))
    throw new InvalidArgumentError(`Give two to eight shares above 0, as 0.1,0.9, not “${text}”.`);
  return shares;
}

function readLengths(text: string): LengthDistribution {
  const [kind, rest = ''] = text.includes(':') ? (text.split(':', 2) as [string, string]) : ['fixed', text];
  const numbers = rest.split(',').map(Number);
  const [first, second] = numbers;
  if (numbers.some((number) => number > mostTokens))
    throw new InvalidArgumentError(`No request has as many tokens as “${text}”.`);
  if (kind === 'fixed' && numbers.length === 1 && Number.isInteger(first) && first! >= 1)
    return { kind, tokens: first! };
  if (
    kind === 'uniform' &&
    numbers.length === 2 &&
    Number.isInteger(first) &&
    Number.isInteger(second) &&
    first! >= 1 &&
    second! >= first!
  ) {
    return { kind, low: first!, high: second! };
  }
  if (kind === 'lognormal' && numbers.length === 2 && first! >= 1 && second! >= 0 && second! <= mostSigma)
    return { kind, median: first!, sigma: second! };
  throw new InvalidArgumentError(`Give 512, uniform:128,1024 or lognormal:512,0.8, not “${text}”.`);
}

/** What the flags say of the workload; what they leave out is for `defaultWorkload` to fill in and say. */
export async function readWorkload(
  options: WorkloadOptions,
): Promise<{ readonly workload: Partial<Workload>; readonly notes: readonly string[] }> {
  const contradiction = contradictionOf(options);
  if (contradiction) throw contradiction;
  const { isl, osl, priorityShares, clientTimeout, requests, seed, turns, prefixShare } = options;
  const arrivals = arrivalsOf(options);
  const read = options.trace === undefined ? undefined : await readTraceFile(options.trace);
  const trace = read?.requests.slice(0, requests);
  const workload: Partial<Workload> = {
    ...(isl && { prompt: isl }),
    ...(osl && { output: osl }),
    ...(arrivals && { arrivals }),
    ...(priorityShares && { priorityShares }),
    ...(clientTimeout !== undefined && { clientTimeout }),
    ...(requests !== undefined && { requests }),
    ...(seed !== undefined && { seed }),
    ...(prefixShare !== undefined && { prefix: { share: prefixShare, groups: options.prefixGroups ?? 1 } }),
    ...(options.retention && { retention: options.retention }),
    ...(turns && { sessions: { turns, thinkTime: options.thinkTime ?? 0 } }),
    ...(trace && { trace, requests: trace.length }),
  };
  return { workload, notes: read ? traceNotes(read.skipped, read.requests.length, requests) : [] };
}

function contradictionOf(options: WorkloadOptions): UsageError | undefined {
  const ways = given(options, ['rate', 'ramp', 'concurrency', 'offline', 'trace']);
  if (ways.length > 1)
    return new UsageError(`${ways.join(' and ')} contradict each other`, 'give one of them');
  if (options.burstiness !== undefined && options.rate === undefined)
    return new UsageError('--burstiness needs --rate');
  if (options.prefixGroups !== undefined && options.prefixShare === undefined)
    return new UsageError('--prefix-groups needs --prefix-share');
  if (options.retention?.prefix && options.prefixShare === undefined)
    return new UsageError('--retention prefix=… needs --prefix-share', 'or name the tokens: 0-512=100');
  if (options.thinkTime !== undefined && options.turns === undefined)
    return new UsageError('--think-time needs --turns');
  const [drawn] = given(options, ['isl', 'osl', 'prefixShare', 'turns']);
  if (options.trace !== undefined && drawn)
    return new UsageError(
      `--trace and ${drawn} contradict each other`,
      'a trace has the lengths of its requests and says what their prompts share',
    );
  return undefined;
}

/** Which of the flags were given, as they are written. */
const given = (options: WorkloadOptions, names: readonly (keyof WorkloadOptions)[]): string[] =>
  names
    .filter((name) => options[name] !== undefined)
    .map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);

function arrivalsOf({ rate, burstiness, ramp, concurrency, offline }: WorkloadOptions): Arrivals | undefined {
  if (ramp) return { kind: 'ramp', from: ramp[0], to: ramp[1] };
  if (concurrency !== undefined) return { kind: 'closed', concurrency };
  if (offline) return { kind: 'offline' };
  if (rate === undefined) return undefined;
  return burstiness === undefined ? { kind: 'poisson', rate } : { kind: 'gamma', rate, cv: burstiness };
}

function traceNotes(skipped: number, whole: number, requests: number | undefined): string[] {
  return [
    ...(skipped > 0 ? [`${count(skipped)} requests of the trace have no answer there and are left out`] : []),
    ...(requests !== undefined && requests < whole
      ? [`the first ${count(requests)} of the ${count(whole)} requests of the trace are replayed`]
      : []),
    ...(requests !== undefined && requests > whole
      ? [`the trace has ${count(whole)} requests; it is not repeated to make ${count(requests)}`]
      : []),
  ];
}
