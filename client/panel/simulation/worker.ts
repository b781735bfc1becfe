import { compare, simulateTotals } from '../../../simulator/index.ts';
import type { Prediction, Totals } from '../../../simulator/prediction.ts';
import type { FromWorker, Question, ToWorker } from './protocol.ts';
import { firstRequests, mostSeconds, refinements } from './stages.ts';

const secondsBetweenReports = 0.05;

type Task = Extract<ToWorker, { type: 'simulate' }>;

/**
 * The worker's part: takes the page's messages and posts what it finds. Nothing interrupts a simulation that runs, so
 * messages are heard between two of them; of several questions that came meanwhile the newest alone is worked on.
 * @param now milliseconds of a clock that never goes back
 */
export function answerQuestions(
  post: (message: FromWorker) => void,
  now: () => number = () => performance.now(),
): (message: ToWorker) => void {
  let wanted: Task | undefined;
  let working = false;

  const work = async (): Promise<void> => {
    working = true;
    for (let task = wanted; task; ) {
      const { run, question }: Task = task;
      const isWanted = (): boolean => wanted?.run === run;
      try {
        await answer(run, question, isWanted, post, now);
      } catch (error) {
        post({ type: 'failed', run, why: error instanceof Error ? error.message : String(error) });
      }
      task = isWanted() ? undefined : wanted;
    }
    working = false;
  };

  return (message) => {
    if (message.type === 'simulate') {
      wanted = message;
      if (!working) void work();
    } else if (wanted?.run === message.run) wanted = undefined;
  };
}

async function answer(
  run: number,
  { spec, workload, kinds }: Question,
  isWanted: () => boolean,
  post: (message: FromWorker) => void,
  now: () => number,
): Promise<void> {
  const progress = new Progress(run, kinds.length, post, now);

  // Seen through whatever comes: questions that come with every frame would never be answered otherwise.
  const detailed = compare(spec, { ...workload, requests: firstRequests }, kinds, progress);
  progress.done(kinds.length * firstRequests);
  post({ type: 'answer', run, totals: detailed.map(withoutRows), detailed, final: false });

  for (const [index, requests] of refinements.entries()) {
    const totals: Totals[] = [];
    let seconds = 0;
    for (const kind of kinds) {
      await messages();
      if (!isWanted()) return;
      const started = now();
      const changed = { ...spec, batching: { ...spec.batching, kind } };
      totals.push(simulateTotals(changed, { ...workload, requests }, progress));
      seconds += (now() - started) / 1000;
      progress.done(requests);
    }
    const following = refinements[index + 1];
    const final = following === undefined || (seconds * following) / requests > mostSeconds;
    post({ type: 'answer', run, totals, final });
    if (final) return;
  }
}

/** Posts now and then what share of all requests of a run is answered; handed to the simulator as its options. */
class Progress {
  private readonly all: number;
  private before = 0;
  private reported: number;

  constructor(
    private readonly run: number,
    kinds: number,
    private readonly post: (message: FromWorker) => void,
    private readonly now: () => number,
  ) {
    this.reported = now();
    this.all = kinds * refinements.reduce<number>((sum, requests) => sum + requests, firstRequests);
  }

  readonly onProgress = (answered: number): void => {
    const now = this.now();
    if (now - this.reported < 1000 * secondsBetweenReports) return;
    this.reported = now;
    this.post({ type: 'progress', run: this.run, share: Math.min(1, (this.before + answered) / this.all) });
  };

  done(requests: number): void {
    this.before += requests;
  }
}

function withoutRows({ requests, ...totals }: Prediction): Totals {
  return totals;
}

/** Lets the messages in that have come. */
const messages = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
