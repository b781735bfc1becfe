import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { BatchingKind } from '../../deployment/deployment.ts';
import { type SimulateOptions, simulate, simulateTotals, type Workload } from '../../simulator/index.ts';
import type { RequestTable, Totals } from '../../simulator/prediction.ts';
import type { EngineSpec } from '../../simulator/spec.ts';
import { inlineForLongRun } from './inlining.ts';

/** A prediction, with a row for each request where rows were asked for. */
export type Result = Totals & { readonly requests?: RequestTable };

/** One batching kind to simulate: plain data, so that it can go to another thread. */
interface Task {
  readonly batchwise: 'simulate';
  readonly spec: EngineSpec;
  readonly workload: Workload;
  readonly rows: boolean;
  readonly options: Pick<SimulateOptions, 'constants' | 'serviceLevel'>;
}

type Message = { readonly answered: number } | { readonly result: Result };

/** Starting a thread takes as long as simulating so many requests. */
const worthAThread = 50_000;
const secondsBetweenReports = 0.05;

/**
 * Simulates each batching kind on the very same requests. Long runs go to threads of their own, one for each kind, so
 * that the program stays free to show progress and to be stopped.
 * @param onProgress share of all that is to be simulated, 0 to 1
 * @throws what a thread throws
 */
export async function simulateKinds(
  spec: EngineSpec,
  workload: Workload,
  kinds: readonly BatchingKind[],
  { rows, ...options }: Pick<Task, 'rows'> & Task['options'],
  onProgress: (share: number) => void,
): Promise<Result[]> {
  const answered = kinds.map(() => 0);
  const report = (index: number, requests: number): void => {
    answered[index] = requests;
    onProgress(
      answered.reduce((sum, each) => sum + each, 0) / (kinds.length * Math.max(1, workload.requests)),
    );
  };
  const tasks = kinds.map((kind): Task => {
    const changed = { ...spec, batching: { ...spec.batching, kind } };
    return { batchwise: 'simulate', spec: changed, workload, rows, options };
  });
  if (kinds.length * workload.requests < worthAThread)
    return tasks.map((task, index) => run(task, (requests) => report(index, requests)));
  inlineForLongRun(workload.requests);
  const results: Result[] = [];
  const waiting = tasks.map((task, index) => ({ task, index })).reverse();
  const lane = async (): Promise<void> => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { task, index } = next;
      results[index] = await runInThread(task, (requests) => report(index, requests));
    }
  };
  await Promise.all(Array.from({ length: Math.min(kinds.length, availableParallelism()) }, lane));
  return results;
}

function run({ spec, workload, rows, options }: Task, onProgress: (answered: number) => void): Result {
  return rows
    ? simulate(spec, workload, { ...options, onProgress })
    : simulateTotals(spec, workload, { ...options, onProgress });
}

function runInThread(task: Task, onProgress: (answered: number) => void): Promise<Result> {
  const worker = new Worker(new URL(import.meta.url), { workerData: task });
  const result = new Promise<Result>((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('a thread that simulates ended without a result')));
    worker.on('message', (message: Message) => {
      if ('result' in message) resolve(message.result);
      else onProgress(message.answered);
    });
  });
  return result.finally(() => worker.terminate());
}

// The module is its own worker: whatever bundles it, thread and caller have the same code.
if (!isMainThread && (workerData as Task | undefined)?.batchwise === 'simulate') {
  let reported = performance.now();
  const result = run(workerData, (answered) => {
    if (performance.now() - reported < 1000 * secondsBetweenReports) return;
    reported = performance.now();
    parentPort?.postMessage({ answered } satisfies Message);
  });
  parentPort?.postMessage({ result } satisfies Message);
}
