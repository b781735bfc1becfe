import { type Command, InvalidArgumentError } from 'commander';
import { readTrace } from '../../simulator/workload/trace/read-trace.ts';
import type { LengthDistribution, TracedRequest, Workload } from '../../simulator/workload/workload.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { UsageError } from '../errors.ts';
import { positiveInteger, positiveNumber, wholeNumber } from './choices.ts';

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
    .option('--concurrency <n>', 'so many clients, each with one request at a time', positiveInteger)
    .option('--offline', 'all requests at once')
    .option(
      '--trace <file>',
      'replay CSV of arrived_at,num_prefill_tokens,num_decode_tokens, Azure, BurstGPT or Mooncake',
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
      '--turns <lengths>',
      'conversations of so many turns: 4, uniform:1,9; --isl is what a turn adds',
      readLengths,
    )
    .option('--think-time <s>', 'mean seconds between an answer and the next turn', positiveNumber)
    .option('--requests <n>', 'how many', positiveInteger)
    .option('--seed <n>', 'same seed, same answer', wholeNumber);
}

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
  if (kind === 'lognormal' && numbers.length === 2 && first! >= 1 && second! >= 0)
    return { kind, median: first!, sigma: second! };
  throw new InvalidArgumentError(`Give 512, uniform:128,1024 or lognormal:512,0.8, not “${text}”.`);
}

/** What the flags say of the workload; what they leave out is for `defaultWorkload` to fill in and say. */
export async function readWorkload(
  options: WorkloadOptions,
  workspace: Workspace,
): Promise<Partial<Workload>> {
  const ways = [
    options.rate !== undefined && '--rate',
    options.ramp !== undefined && '--ramp',
    options.concurrency !== undefined && '--concurrency',
    options.offline && '--offline',
    options.trace !== undefined && '--trace',
  ].filter(Boolean);
  if (ways.length > 1)
    throw new UsageError(`${ways.join(' and ')} contradict each other`, 'give one of them');
  if (options.burstiness !== undefined && options.rate === undefined)
    throw new UsageError('--burstiness needs --rate');
  if (options.prefixGroups !== undefined && options.prefixShare === undefined)
    throw new UsageError('--prefix-groups needs --prefix-share');
  if (options.thinkTime !== undefined && options.turns === undefined)
    throw new UsageError('--think-time needs --turns');
  const shared = options.prefixShare === undefined ? options.turns && '--turns' : '--prefix-share';
  if (options.trace !== undefined && shared)
    throw new UsageError(
      `--trace and ${shared} contradict each other`,
      'a trace says what its prompts share',
    );
  const whole = options.trace === undefined ? undefined : await traceOf(options.trace, workspace);
  const trace = whole?.slice(0, options.requests);
  return {
    ...(options.isl && { prompt: options.isl }),
    ...(options.osl && { output: options.osl }),
    ...(options.rate !== undefined && {
      arrivals:
        options.burstiness === undefined
          ? { kind: 'poisson', rate: options.rate }
          : { kind: 'gamma', rate: options.rate, cv: options.burstiness },
    }),
    ...(options.ramp && { arrivals: { kind: 'ramp', from: options.ramp[0], to: options.ramp[1] } }),
    ...(options.priorityShares && { priorityShares: options.priorityShares }),
    ...(options.clientTimeout !== undefined && { clientTimeout: options.clientTimeout }),
    ...(options.concurrency !== undefined && {
      arrivals: { kind: 'closed', concurrency: options.concurrency },
    }),
    ...(options.offline && { arrivals: { kind: 'offline' } }),
    ...(options.requests !== undefined && { requests: options.requests }),
    ...(options.seed !== undefined && { seed: options.seed }),
    ...(options.prefixShare !== undefined && {
      prefix: { share: options.prefixShare, groups: options.prefixGroups ?? 1 },
    }),
    ...(options.turns && { sessions: { turns: options.turns, thinkTime: options.thinkTime ?? 0 } }),
    ...(trace && { trace, requests: trace.length }),
  };
}

async function traceOf(path: string, workspace: Workspace): Promise<readonly TracedRequest[]> {
  const text = await workspace.read(path);
  if (text === undefined) throw new UsageError(`cannot read ${path}`);
  const result = readTrace(text);
  if (result.ok) return result.requests;
  const { line, message, hint } = result.problem;
  throw new UsageError(`${path}:${line}: ${message}`, hint);
}
