import { describe, expect, it } from 'vitest';
import type { Answer, FromWorker, Question, ToWorker } from '../../../../client/panel/simulation/protocol.ts';
import { firstRequests, refinements } from '../../../../client/panel/simulation/stages.ts';
import { answerQuestions } from '../../../../client/panel/simulation/worker.ts';
import { compare } from '../../../../simulator/index.ts';
import { questionOf } from './question.ts';

/** A clock by which nothing takes long. */
const stopped = () => 0;

/** The worker's part behind the copying of messages that a real one has. */
function worker(
  whenPosted: (message: FromWorker, tell: (message: ToWorker) => void) => void = () => {},
  now: () => number = stopped,
) {
  const posted: FromWorker[] = [];
  const hear = answerQuestions((message) => {
    const copy = structuredClone(message);
    posted.push(copy);
    whenPosted(copy, tell);
  }, now);
  const tell = (message: ToWorker): void => hear(structuredClone(message));
  const answers = (run: number) =>
    posted.filter((one): one is Answer => one.type === 'answer' && one.run === run);
  /** Resolves once a run has its last answer, or has failed. */
  const end = (run: number): Promise<void> =>
    expect
      .poll(
        () =>
          posted.some((one) => one.run === run && (one.type === 'failed' || ('final' in one && one.final))),
        {
          timeout: 15_000,
        },
      )
      .toBe(true);
  return { posted, tell, answers, end };
}

describe('the worker', () => {
  it('answers quickly first, then better, with rows in the first answer alone', async () => {
    const { tell, answers, end } = worker();
    const question = questionOf();
    tell({ type: 'simulate', run: 1, question });
    await end(1);
    const counts = answers(1).map(({ totals }) => totals.map((one) => one.count));
    expect(counts).toEqual([firstRequests, ...refinements].map((requests) => [requests, requests]));
    expect(answers(1).map(({ detailed }) => detailed?.[0]?.requests.count)).toEqual([
      firstRequests,
      undefined,
      undefined,
    ]);
    expect(answers(1).map(({ final }) => final)).toEqual([false, false, true]);
    expect(answers(1).every(({ totals }) => totals.every((one) => !('requests' in one)))).toBe(true);
  });

  it('says how far it is', async () => {
    const { tell, posted, end } = worker(undefined, () => performance.now());
    tell({ type: 'simulate', run: 1, question: questionOf() });
    await end(1);
    const shares = posted.flatMap((one) => (one.type === 'progress' ? [one.share] : []));
    expect(shares.length).toBeGreaterThan(0);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.every((share) => share > 0 && share <= 1)).toBe(true);
  });

  it('leaves out what would take too long, and says that no better answer follows', async () => {
    let milliseconds = 0;
    const { tell, answers, end } = worker(undefined, () => {
      milliseconds += 1_000;
      return milliseconds;
    });
    tell({ type: 'simulate', run: 1, question: questionOf() });
    await end(1);
    expect(answers(1).map(({ totals }) => totals[0]?.count)).toEqual([firstRequests, refinements[0]]);
  });

  it('says what the simulator says', async () => {
    const { tell, answers, end } = worker();
    const question = questionOf({ rate: 5, seed: 3 });
    tell({ type: 'simulate', run: 1, question });
    await end(1);
    const { spec, workload, kinds } = question;
    expect(answers(1)[0]?.detailed).toEqual(compare(spec, { ...workload, requests: firstRequests }, kinds));
    expect(answers(1)[1]?.totals.map((one) => one.batching)).toEqual(kinds);
  });

  it('leaves a refinement for a newer question, and skips what was asked between', async () => {
    let asked = false;
    const { tell, answers, end } = worker((message, tell) => {
      if (message.type !== 'answer' || message.run !== 1 || asked) return;
      asked = true;
      for (const run of [2, 3]) tell({ type: 'simulate', run, question: questionOf({ seed: run }) });
    });
    tell({ type: 'simulate', run: 1, question: questionOf() });
    await end(3);
    expect(answers(1)).toHaveLength(1);
    expect(answers(2)).toHaveLength(0);
    expect(answers(3).at(-1)?.final).toBe(true);
  });

  it('answers every question of a drag at least quickly, however fast the next one comes', async () => {
    const { tell, answers, end } = worker((message, tell) => {
      if (message.type === 'answer' && message.run < 5 && message.detailed)
        tell({ type: 'simulate', run: message.run + 1, question: questionOf({ seed: message.run }) });
    });
    tell({ type: 'simulate', run: 1, question: questionOf() });
    await end(5);
    expect([1, 2, 3, 4].map((run) => answers(run).length)).toEqual([1, 1, 1, 1]);
  });

  it('stops a run when it is told to, and answers the next', async () => {
    const { tell, answers, end } = worker((message, tell) => {
      if (message.type === 'answer' && message.run === 1) tell({ type: 'stop', run: 1 });
    });
    tell({ type: 'simulate', run: 1, question: questionOf() });
    expect(answers(1)).toHaveLength(1);
    tell({ type: 'stop', run: 7 });
    tell({ type: 'simulate', run: 2, question: questionOf() });
    await end(2);
    expect(answers(1)).toHaveLength(1);
  });

  it('says why it cannot answer, and answers what can be answered after that', async () => {
    const { tell, posted, answers, end } = worker();
    const broken = {
      ...questionOf(),
      spec: { ...questionOf().spec, model: null },
    } as unknown as Question;
    tell({ type: 'simulate', run: 1, question: broken });
    await end(1);
    expect(posted.at(-1)).toMatchObject({ type: 'failed', run: 1, why: expect.stringMatching(/\w/) });
    tell({ type: 'simulate', run: 2, question: questionOf() });
    await end(2);
    expect(answers(2).at(-1)?.final).toBe(true);
  });
});
