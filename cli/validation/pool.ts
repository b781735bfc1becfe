import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import type { ScoredRow } from '../../simulator/validation/score.ts';
import { type Batch, scoreBatch } from '../../simulator/validation/validate.ts';

interface Work {
  readonly from: number;
  readonly batches: readonly Batch[];
}
interface Done {
  readonly from: number;
  readonly results: readonly (readonly ScoredRow[])[];
}

const batchesAtOnce = 16;
/** Starting a thread takes as long as simulating so many runs. */
const worthAThread = 100;

/**
 * Scores every batch on all cores; results stand where their batches did, whatever finished first.
 * @throws what a worker throws
 */
export async function scoreAll(
  batches: readonly Batch[],
  onProgress: (done: number) => void,
): Promise<(readonly ScoredRow[])[]> {
  const threads = Math.min(availableParallelism(), Math.ceil(batches.length / worthAThread));
  if (threads < 2) {
    return batches.map((batch, at) => {
      onProgress(at);
      return scoreBatch(batch);
    });
  }
  const results: (readonly ScoredRow[])[] = [];
  const queue: Work[] = [];
  for (let from = 0; from < batches.length; from += batchesAtOnce)
    queue.push({ from, batches: batches.slice(from, from + batchesAtOnce) });
  queue.reverse();
  let done = 0;
  const workers = Array.from({ length: threads }, () => new Worker(new URL(import.meta.url)));
  try {
    await Promise.all(
      workers.map(
        (worker) =>
          new Promise<void>((resolve, reject) => {
            const next = (): void => {
              const work = queue.pop();
              if (work) worker.postMessage(work);
              else resolve();
            };
            worker.on('error', reject);
            worker.on('message', (finished: Done) => {
              for (const [at, rows] of finished.results.entries()) results[finished.from + at] = rows;
              done += finished.results.length;
              onProgress(done);
              next();
            });
            next();
          }),
      ),
    );
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}

// The module is its own worker: whatever bundles it, thread and pool have the same code.
if (!isMainThread) {
  const port = parentPort;
  port?.on('message', ({ from, batches }: Work) => {
    port.postMessage({ from, results: batches.map((batch) => scoreBatch(batch)) } satisfies Done);
  });
}
