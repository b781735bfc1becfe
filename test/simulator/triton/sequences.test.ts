import { describe, expect, it } from 'vitest';
import { at, direct, gpu, oldest, outcomes, rows, serve } from './serve.ts';

/** Request of a sequence; the first of each starts it, the last ends it. */
const of = (sequence: number, arrived: number) => ({ sequence, arrived });

describe('the strategy direct (DirectSequenceBatch)', () => {
  it('keeps a sequence in its row: the batch reaches to the highest slot with a request, with empty rows between', () => {
    const prediction = serve({
      scheduling: direct(),
      maxBatchSize: 4,
      workload: at(of(1, 0), of(2, 0), of(3, 0), of(3, 0.5), of(1, 1.5), of(2, 1.5)),
    });
    // At 0 all three; at 1 only slot 2 has a request, so slots 0 and 1 are empty rows; at 2 slots 0 and 1.
    expect(rows(prediction)).toEqual([
      [0, 1, 3],
      [0, 1, 3],
      [0, 1, 3],
      [1, 2, 3],
      [2, 3, 2],
      [2, 3, 2],
    ]);
    expect(prediction.padding).toBeCloseTo(2 / 8);
  });

  it('sends one request of a sequence in a batch, and the next in the next', () => {
    const prediction = serve({ scheduling: direct(), workload: at(of(1, 0), of(1, 0), of(1, 0)) });
    expect(rows(prediction).map(([started]) => started)).toEqual([0, 1, 2]);
  });

  it('has sequences without a slot wait in the backlog, first come, first served', () => {
    const prediction = serve({
      scheduling: direct(),
      maxBatchSize: 1,
      workload: at(of(1, 0), of(2, 0.1), of(3, 0.2), of(1, 0.3)),
    });
    expect(rows(prediction).map(([started]) => started)).toEqual([0, 2, 3, 1]);
  });

  it('spreads sequences over instances by the lowest free slot', () => {
    const prediction = serve({
      scheduling: direct(),
      maxBatchSize: 2,
      groups: [gpu(1, [0, 1])],
      workload: at(of(1, 0), of(2, 0), of(3, 0)),
    });
    expect(prediction.instances.map(({ executions }) => executions)).toEqual([1, 1]);
    expect(rows(prediction).map(([, , batch]) => batch)).toEqual([2, 1, 2]);
  });

  it('waits for more slots up to the delay, or until enough are ready', () => {
    const scheduling = direct({
      strategy: { kind: 'direct', maxQueueDelay: 0.5, minimumSlotUtilization: 0.75 },
    });
    const late = serve({ scheduling, maxBatchSize: 4, workload: at(of(1, 0), of(2, 0.2)) });
    expect(rows(late)[0]).toEqual([0.5, 1.5, 2]);
    const full = serve({ scheduling, maxBatchSize: 4, workload: at(of(1, 0), of(2, 0.2), of(3, 0.3)) });
    expect(rows(full)[0]).toEqual([0.3, 1.3, 3]);
  });

  it('does not wait without a minimum utilization, whatever the delay', () => {
    const scheduling = direct({ strategy: { kind: 'direct', maxQueueDelay: 5, minimumSlotUtilization: 0 } });
    expect(rows(serve({ scheduling, workload: at(of(1, 0)) }))[0]).toEqual([0, 1, 1]);
  });

  it('takes the slot of a sequence that is idle too long; its later requests are refused (ReaperThread)', () => {
    const prediction = serve({
      scheduling: direct({ maxIdle: 2 }),
      maxBatchSize: 1,
      workload: at(of(1, 0), of(2, 0.5), of(1, 3)),
    });
    expect(outcomes(prediction)).toEqual(['completed', 'completed', 'sequence-ended']);
    expect(rows(prediction)[1]).toEqual([2, 3, 1]);
  });

  it('rejects a sequence of the backlog at the time-out of one of its requests', () => {
    const prediction = serve({
      scheduling: direct({ maxIdle: 10 }),
      maxBatchSize: 1,
      workload: at(of(1, 0), { sequence: 2, arrived: 0.1, timeout: 0.5 }, of(1, 3)),
    });
    expect(outcomes(prediction)).toEqual(['completed', 'timeout', 'completed']);
  });

  it('runs a client after the other in a closed loop: the next request follows the answer', () => {
    const prediction = serve({
      scheduling: direct(),
      maxBatchSize: 2,
      workload: {
        arrivals: { kind: 'closed', concurrency: 2 },
        requests: 4,
        sequenceLength: [3, 3],
        clientOverhead: 0.5,
      },
    });
    // Two clients, two sequences of three requests each. Each client is back while the other's request runs, so they
    // take turns; the second slot's batches have an empty row for the first.
    expect(prediction.completed).toBe(12);
    expect(prediction.duration).toBeCloseTo(12);
    expect(prediction.batches).toEqual([
      { size: 1, executions: 6 },
      { size: 2, executions: 6 },
    ]);
    expect(prediction.padding).toBeCloseTo(6 / 18);
  });
});

describe('the strategy oldest (OldestSequenceBatch)', () => {
  it('batches one request of each candidate, the others of a sequence when it is done', () => {
    const prediction = serve({
      scheduling: oldest(4, [4]),
      maxBatchSize: 4,
      workload: at(of(1, 0), of(1, 0), of(2, 0), of(2, 0), of(2, 0), of(3, 0), of(3, 0)),
    });
    expect(rows(prediction)).toEqual([
      [0, 1, 3],
      [1, 2, 3],
      [0, 1, 3],
      [1, 2, 3],
      [2, 3, 1],
      [0, 1, 3],
      [1, 2, 3],
    ]);
    expect(prediction.padding).toBe(0);
  });

  it('frees a slot when the last request is on its way, and lets the next sequence there wait for it (in_flight_)', () => {
    // Sequence 2 is one request, so its slot is the lowest free one for sequence 3, whose request must wait for
    // that of sequence 2, although other slots are free.
    const prediction = serve({
      scheduling: oldest(4, [4]),
      workload: at(of(1, 0), of(2, 0), of(3, 0), of(1, 0)),
    });
    expect(rows(prediction).map(([started]) => started)).toEqual([0, 0, 1, 1]);
  });

  it('has no more candidates than it is told; the backlog moves up when a sequence ends', () => {
    const prediction = serve({
      scheduling: oldest(2, [8]),
      workload: at(of(1, 0), of(2, 0), of(3, 0), of(1, 0.5)),
    });
    // Sequence 2 is one request: its slot is free once that is on its way, but its next comes when it is done.
    expect(rows(prediction)).toEqual([
      [0, 1, 2],
      [0, 1, 2],
      [1, 2, 2],
      [1, 2, 2],
    ]);
  });

  it('delays as the dynamic batcher does', () => {
    const prediction = serve({
      scheduling: oldest(4, [3], 0.5),
      workload: at(of(1, 0), of(2, 0.2), of(1, 3), of(2, 3)),
    });
    expect(rows(prediction)[0]).toEqual([0.5, 1.5, 2]);
  });
});

describe('the reaper', () => {
  it('counts idleness from the last request, so that a sequence that waited long in the backlog is soon ended', () => {
    // Sequence 2 is seen at 0.1 and gets its slot at 3; what it sent is executed, and then the slot is taken away.
    const prediction = serve({
      scheduling: direct({ maxIdle: 2 }),
      maxBatchSize: 1,
      workload: at(of(1, 0), of(2, 0.1), of(1, 1), of(1, 2), of(2, 5)),
    });
    expect(outcomes(prediction)).toEqual([
      'completed',
      'completed',
      'completed',
      'completed',
      'sequence-ended',
    ]);
    expect(rows(prediction)[1]).toEqual([3, 4, 1]);
  });
});

describe('iterative sequences (IterativeSequencer)', () => {
  const iterative = { ...direct(), iterative: true } as ReturnType<typeof direct>;

  it('are executed again and again and free their row when done', () => {
    const prediction = serve({
      scheduling: iterative,
      maxBatchSize: 2,
      workload: { ...at(0, 0, 0), sequenceLength: [3, 3] },
    });
    // Two at a time for three executions, then the third alone.
    expect(rows(prediction).map(([started, finished]) => [started, finished])).toEqual([
      [0, 3],
      [0, 3],
      [3, 6],
    ]);
    expect(prediction.executions).toBe(6);
    expect(prediction.compute.mean).toBeCloseTo(3);
    expect(prediction.queue.mean).toBeCloseTo(1);
  });

  it('take in a new request between two executions', () => {
    const prediction = serve({
      scheduling: { ...oldest(2, [2]), iterative: true } as ReturnType<typeof oldest>,
      maxBatchSize: 2,
      workload: { ...at(0, 0.5), sequenceLength: [2, 2] },
    });
    expect(rows(prediction).map(([started, finished]) => [started, finished])).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });
});
