import { type Command, InvalidArgumentError } from 'commander';
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
    .option('--trace <file>', 'CSV of arrived_at,num_prefill_tokens,num_decode_tokens')
    .option(
      '--priority-shares <list>',
      'shares of requests by urgency, the most urgent first: 0.1,0.9',
      readShares,
    )
    .option('--client-timeout <s>', 'clients give up after so many seconds', positiveNumber)
    .option('--requests <n>', 'how many', positiveInteger)
    .option('--seed <n>', 'same seed, same answer', wholeNumber);
}

function readRamp(text: string): readonly [number, number] {
  const rates = text.split(',').map(Number);
  if (rates.length !== 2 || !rates.every((rate) => rate > 0 && Number.isFinite(rate)))
    throw new InvalidArgumentError(`Give two rates above 0, as 1,20, not “${text}”.`);
  return [rates[0]!, rates[1]!];
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
  const trace = options.trace === undefined ? undefined : await readTrace(options.trace, workspace);
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
    ...(trace && { trace, requests: Math.min(options.requests ?? trace.length, trace.length) }),
  };
}

const columns = ['arrived_at', 'num_prefill_tokens', 'num_decode_tokens'] as const;

/** A CSV of numbers with a header; the first wrong line ends it, with its place. */
async function readTrace(path: string, workspace: Workspace): Promise<TracedRequest[]> {
  const text = await workspace.read(path);
  if (text === undefined) throw new UsageError(`cannot read ${path}`);
  const lines = text.split(/\r?\n/);
  const header = lines[0]!.split(',').map((name) => name.trim());
  const [arrived, prompt, output] = columns.map((name) => {
    const at = header.indexOf(name);
    if (at < 0) throw new UsageError(`${path}:1: no column ${name}`, `the header names ${columns.join(',')}`);
    return at;
  }) as [number, number, number];
  const requests: TracedRequest[] = [];
  for (let i = 1; i < lines.length; i++) {
    if (lines[i]!.trim() === '') continue;
    const cells = lines[i]!.split(',').map(Number);
    const request = { arrived: cells[arrived]!, promptTokens: cells[prompt]!, outputTokens: cells[output]! };
    if (
      !(request.arrived >= 0) ||
      !Number.isInteger(request.promptTokens) ||
      !Number.isInteger(request.outputTokens) ||
      request.promptTokens < 1 ||
      request.outputTokens < 1
    ) {
      throw new UsageError(
        `${path}:${i + 1}: expected seconds and two whole numbers of at least 1, found “${lines[i]}”`,
      );
    }
    requests.push(request);
  }
  if (requests.length === 0) throw new UsageError(`${path} has no requests`);
  return requests.sort((a, b) => a.arrived - b.arrived);
}
