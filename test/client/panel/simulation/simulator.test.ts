import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer, FromWorker, ToWorker } from '../../../../client/panel/simulation/protocol.ts';
import { lookEvery, patience, Simulator } from '../../../../client/panel/simulation/simulator.ts';
import { prediction } from '../fixtures.ts';
import { questionOf } from './question.ts';

/** A worker that the test speaks for. */
class Spoken {
  readonly told: ToWorker[] = [];
  ended = false;
  constructor(
    readonly says: (message: FromWorker) => void,
    readonly breaks: (why: string) => void,
  ) {}
  post(message: ToWorker): void {
    this.told.push(message);
  }
  end(): void {
    this.ended = true;
  }
  get runs(): number[] {
    return this.told.filter(({ type }) => type === 'simulate').map(({ run }) => run);
  }
}

function page() {
  const workers: Spoken[] = [];
  const simulator = new Simulator((heard, broke) => {
    const worker = new Spoken(heard, broke);
    workers.push(worker);
    return worker;
  });
  return { simulator, workers, now: () => simulator.current };
}

const rows = [[0, 0, 0, 1, 2, 2]] as const;
const totals = (count: number) => [prediction('inflight', [], { count })];
const first = (run: number): Answer => ({
  type: 'answer',
  run,
  totals: totals(400),
  detailed: [prediction('inflight', rows)],
  final: false,
});
const better = (run: number, count = 100_000, final = true): Answer => ({
  type: 'answer',
  run,
  totals: totals(count),
  final,
});
const question = questionOf();

describe('the page’s part of a simulation', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('starts one worker and keeps it', () => {
    const { simulator, workers } = page();
    simulator.ask(question);
    workers[0]!.says(first(1));
    workers[0]!.says(better(1));
    simulator.ask(question);
    expect(workers).toHaveLength(1);
    expect(workers[0]!.runs).toEqual([1, 2]);
  });

  it('shows the quick answer, then the better one with the rows of the first, and rests', () => {
    const { simulator, workers, now } = page();
    const seen: (number | undefined)[] = [];
    simulator.watch(({ progress }) => seen.push(progress));
    simulator.ask(question);
    workers[0]!.says(first(1));
    expect(now().answer?.totals[0]?.count).toBe(400);
    workers[0]!.says({ type: 'progress', run: 1, share: 0.5 });
    workers[0]!.says(better(1));
    expect(now()).toMatchObject({ run: 1, answer: { detailed: [{ requests: { count: 1 } }] } });
    expect(now().answer?.totals[0]?.count).toBe(100_000);
    expect(seen).toEqual([0, 0, 0.5, undefined]);
    vi.advanceTimersByTime(100 * lookEvery);
    expect(now().failure).toBeUndefined();
  });

  it('keeps an older answer until there is a new one, and takes no progress for its own that is not', () => {
    const { simulator, workers, now } = page();
    simulator.ask(question);
    workers[0]!.says(first(1));
    simulator.ask(question);
    workers[0]!.says({ type: 'progress', run: 1, share: 0.9 });
    expect(now()).toMatchObject({ run: 2, progress: 0, answer: { run: 1 } });
    workers[0]!.says(better(1));
    expect(now()).toMatchObject({ run: 2, progress: 0, answer: { run: 1 } });
    workers[0]!.says(first(2));
    expect(now().answer?.run).toBe(2);
  });

  it('ends a worker that is deep in a refinement nobody wants, and asks a fresh one', () => {
    const { simulator, workers, now } = page();
    simulator.ask(question);
    workers[0]!.says(first(1));
    simulator.ask(question);
    simulator.ask(question);
    vi.advanceTimersByTime(patience - 1);
    expect(workers[0]!.ended).toBe(false);
    vi.advanceTimersByTime(1);
    expect(workers[0]!.ended).toBe(true);
    expect(workers[1]!.runs).toEqual([3]);
    // What the old one still had to say came too late.
    workers[0]!.says(better(1));
    workers[0]!.breaks('gone');
    expect(now()).toMatchObject({ run: 3, answer: { totals: [{ count: 400 }] } });
    expect(now().failure).toBeUndefined();
  });

  it('lets a worker live that has left the old run, as during a drag', () => {
    const { simulator, workers } = page();
    simulator.ask(question);
    for (let run = 1; run < 40; run++) {
      vi.advanceTimersByTime(10);
      // Always one behind: the next question is asked before the answer comes.
      simulator.ask(question);
      workers[0]!.says(first(run));
    }
    expect(workers).toHaveLength(1);
  });

  it('does not end a worker before its first answer, however long that takes', () => {
    const { simulator, workers } = page();
    simulator.ask(question);
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(patience);
      workers[0]!.says({ type: 'progress', run: 1, share: 0.01 * i });
      simulator.ask(question);
    }
    expect(workers).toHaveLength(1);
  });

  it('stops when it is told to and keeps the answer; what comes late is not heard', () => {
    const { simulator, workers, now } = page();
    simulator.ask(question);
    workers[0]!.says(first(1));
    simulator.stop();
    expect(workers[0]!.told.at(-1)).toEqual({ type: 'stop', run: 1 });
    workers[0]!.says({ type: 'progress', run: 1, share: 0.5 });
    workers[0]!.says(better(1));
    expect(now()).not.toHaveProperty('progress');
    expect(now().answer?.totals[0]?.count).toBe(400);
  });

  it('says why where the worker breaks, and starts a fresh one on the next question', () => {
    const { simulator, workers, now } = page();
    simulator.ask(question);
    workers[0]!.breaks('no script');
    expect(now()).toEqual({ run: 1, failure: 'no script' });
    simulator.retry();
    expect(now()).toMatchObject({ run: 2, progress: 0 });
    expect(workers[1]!.runs).toEqual([2]);
    workers[1]!.says(first(2));
    expect(now().failure).toBeUndefined();
  });

  it('says why where a run fails, and keeps the worker', () => {
    const { simulator, workers, now } = page();
    simulator.ask(question);
    workers[0]!.says({ type: 'failed', run: 1, why: 'a division' });
    expect(now()).toEqual({ run: 1, failure: 'a division' });
    simulator.ask(question);
    expect(workers).toHaveLength(1);
    workers[0]!.says({ type: 'failed', run: 1, why: 'a division' });
    expect(now().failure).toBeUndefined();
  });

  it('never hangs: a worker that says nothing is given up, one that works is not', () => {
    const { simulator, workers, now } = page();
    simulator.ask(question);
    for (let i = 0; i < 50; i++) {
      vi.advanceTimersByTime(lookEvery);
      workers[0]!.says({ type: 'progress', run: 1, share: i / 50 });
    }
    expect(now().failure).toBeUndefined();
    vi.advanceTimersByTime(3 * lookEvery);
    expect(now().failure).toContain('12 seconds');
    expect(workers[0]!.ended).toBe(true);
  });

  it('says why where a worker cannot even be started or told', () => {
    const simulator = new Simulator(() => {
      throw new Error('refused by the policy');
    });
    simulator.ask(question);
    expect(simulator.current).toEqual({ run: 1, failure: 'refused by the policy' });
  });
});
