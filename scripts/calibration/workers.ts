import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { figures, type MeasuredRun, measuredRuns, type Values } from './rows.ts';

/** One run to simulate with these constants; runs are numbered as `measuredRuns` lists them. */
export interface Task {
  readonly run: number;
  readonly values: Values;
  readonly quick: boolean;
}

/** Threads that simulate measured runs. */
export class Workers {
  private readonly threads: Worker[];

  constructor() {
    // A thread has no loader for TypeScript of its own.
    const code = `import('tsx/esm/api').then(({ register }) => { register(); return import(${JSON.stringify(import.meta.url)}); })`;
    this.threads = Array.from(
      { length: Math.max(1, availableParallelism()) },
      () => new Worker(code, { eval: true }),
    );
  }

  /** Figures of each task's rows, in the order of the tasks. */
  async figures(tasks: readonly Task[]): Promise<number[][]> {
    const results: number[][] = new Array(tasks.length);
    let next = 0;
    const size = 32;
    await Promise.all(
      this.threads.map(
        (thread) =>
          new Promise<void>((resolve, reject) => {
            let from = 0;
            const send = (): void => {
              from = next;
              next += size;
              if (from >= tasks.length) {
                thread.off('message', receive);
                thread.off('error', reject);
                resolve();
              } else thread.postMessage(tasks.slice(from, from + size));
            };
            const receive = (found: number[][]): void => {
              found.forEach((each, at) => {
                results[from + at] = each;
              });
              send();
            };
            thread.on('error', reject);
            thread.on('message', receive);
            send();
          }),
      ),
    );
    return results;
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.terminate()));
  }
}

if (!isMainThread) {
  const runs: MeasuredRun[] = measuredRuns();
  const port = parentPort;
  port?.on('message', (tasks: readonly Task[]) => {
    port.postMessage(tasks.map(({ run, values, quick }) => figures(runs[run]!, values, quick)));
  });
}
