import type { FromWorker, ToWorker } from './protocol.ts';
import type { StartWorker } from './simulator.ts';

/**
 * Starts this very bundle once more, as a worker.
 * @param script gives its address, as the host's policy wants it
 */
export const workerStarter =
  (script: () => Promise<string>): StartWorker =>
  (heard, broke) => {
    let worker: Worker | undefined;
    let ended = false;
    const waiting: ToWorker[] = [];

    const begin = (address: string): void => {
      if (ended) return;
      worker = new Worker(address, { type: 'module', name: 'batchwise simulator' });
      worker.onmessage = ({ data }: MessageEvent<FromWorker>) => heard(data);
      worker.onmessageerror = () => broke('What the simulator answered cannot be read.');
      // Of a script that was not loaded, because of a policy or a server that is gone, the browser says no more.
      worker.onerror = ({ message }) => broke(message || 'The script of the simulator could not be loaded.');
      for (const message of waiting) worker.postMessage(message);
    };
    script()
      .then(begin)
      .catch((error: unknown) => broke(error instanceof Error ? error.message : String(error)));

    return {
      post(message) {
        if (worker) worker.postMessage(message);
        else waiting.push(message);
      },
      end() {
        ended = true;
        worker?.terminate();
      },
    };
  };
