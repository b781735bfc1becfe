import type { Answer, FromWorker, Question, ToWorker } from './protocol.ts';

/** A worker that runs `answerQuestions`; what is posted while it starts is kept for it. */
export interface WorkerHandle {
  post(message: ToWorker): void;
  end(): void;
}

/** Starts a worker; `broke` is told why it will answer no more. */
export type StartWorker = (
  heard: (message: FromWorker) => void,
  broke: (why: string) => void,
) => WorkerHandle;

/** The answer to show: the rows of a run's first answer stay when a better one has come. */
export type Shown = Answer & Required<Pick<Answer, 'detailed'>>;

/** Where the simulation stands. */
export interface Simulation {
  /** The number of the question asked last; 0 before any. */
  readonly run: number;
  /** The best there is: of this run or, until that has one, of an earlier one. */
  readonly answer?: Shown;
  /** Share of the run that is done, 0 to 1; absent at rest. */
  readonly progress?: number;
  /** Why the run has no answer, or no better one. */
  readonly failure?: string;
}

/**
 * How long a refinement that nobody wants any more may go on before its worker is ended, in milliseconds. Measured in
 * Chromium: a question that interrupts a refinement has its first answer after 9 to 190 ms, one to a fresh worker after
 * 80 to 170 ms, and everything after that is slower until the code is warm again. So waiting is the smoother way,
 * unless it takes longer than that.
 */
export const patience = 200;

/** How often it is looked whether a worker that works has said something, in milliseconds. */
export const lookEvery = 4_000;
/** Looks in a row without a word, after which it is given up; several, since a laptop may have slept between two. */
const mostSilentLooks = 3;

/**
 * The page's part: asks the worker and keeps its best answer. One worker serves all questions, since a new one has to
 * load and warm up again; only one that is deep in a refinement that nobody wants is ended for a fresh one.
 */
export class Simulator {
  private simulation: Simulation = { run: 0 };
  private readonly watchers = new Set<(simulation: Simulation) => void>();
  private worker: WorkerHandle | undefined;
  private question: Question | undefined;
  /** The run whose first answer is there and which the worker goes on with, as far as is known here. */
  private refined: number | undefined;
  private impatience: ReturnType<typeof setTimeout> | undefined;
  private watchdog: ReturnType<typeof setInterval> | undefined;
  private silentLooks = 0;

  constructor(private readonly startWorker: StartWorker) {}

  get current(): Simulation {
    return this.simulation;
  }

  /** Calls back with every change; returns how to end that. */
  watch(watcher: (simulation: Simulation) => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Asks anew: from now on only the answer to this is wanted. */
  ask(question: Question): void {
    this.question = question;
    const { run, answer } = this.simulation;
    this.change({ run: run + 1, ...(answer && { answer }), progress: 0 });
    if (this.refined !== undefined) this.impatience ??= setTimeout(() => this.sendToFreshWorker(), patience);
    this.send();
  }

  /** Asks the same again, of a fresh worker. */
  retry(): void {
    this.endWorker();
    if (this.question) this.ask(this.question);
  }

  /** Ends the run; the best answer so far stays. */
  stop(): void {
    const { run, answer, progress } = this.simulation;
    if (progress === undefined) return;
    this.worker?.post({ type: 'stop', run });
    this.rest();
    this.change({ run, ...(answer && { answer }) });
  }

  private send(): void {
    const { run } = this.simulation;
    if (!this.question) return;
    this.silentLooks = 0;
    this.watchdog ??= setInterval(() => this.look(), lookEvery);
    try {
      this.worker ??= this.start();
      this.worker.post({ type: 'simulate', run, question: this.question });
    } catch (error) {
      this.fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** What an ended worker still had to say is not heard. */
  private start(): WorkerHandle {
    const isOurs = (): boolean => this.worker === worker;
    const worker = this.startWorker(
      (message) => isOurs() && this.hear(message),
      (why) => isOurs() && this.fail(why),
    );
    return worker;
  }

  private hear(message: FromWorker): void {
    this.silentLooks = 0;
    const { run, answer, progress } = this.simulation;
    // It has left the old run by itself: nothing has to be ended.
    if (message.run !== this.refined) this.endImpatience();
    const goesOn = message.type === 'answer' ? !message.final : message.run === this.refined;
    this.refined = goesOn && message.type !== 'failed' ? message.run : undefined;
    if (progress === undefined) return;
    const newest = message.run === run;
    if (message.type === 'answer') {
      const detailed = message.detailed ?? answer?.detailed;
      const done = newest && message.final;
      if (done) this.rest();
      if (detailed) this.change({ run, answer: { ...message, detailed }, ...(!done && { progress }) });
    } else if (newest && message.type === 'progress') {
      this.change({ ...this.simulation, progress: message.share });
    } else if (newest && message.type === 'failed') {
      this.rest();
      this.change({ run, failure: message.why });
    }
  }

  private fail(why: string): void {
    this.endWorker();
    this.change({ run: this.simulation.run, failure: why });
  }

  private look(): void {
    if (++this.silentLooks < mostSilentLooks) return;
    this.fail(`The simulator has not answered for ${(lookEvery * mostSilentLooks) / 1000} seconds.`);
  }

  private sendToFreshWorker(): void {
    this.endWorker();
    this.send();
  }

  private endWorker(): void {
    this.rest();
    this.worker?.end();
    this.worker = undefined;
    this.refined = undefined;
  }

  private rest(): void {
    this.endImpatience();
    clearInterval(this.watchdog);
    this.watchdog = undefined;
  }

  private endImpatience(): void {
    clearTimeout(this.impatience);
    this.impatience = undefined;
  }

  private change(simulation: Simulation): void {
    this.simulation = simulation;
    for (const watcher of this.watchers) watcher(simulation);
  }
}
