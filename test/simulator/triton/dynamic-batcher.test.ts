import { describe, expect, it } from 'vitest';
import { at, dynamic, gpu, outcomes, policy, rows, serve } from './serve.ts';

// Every execution takes one second unless a test says otherwise. src/… is triton-inference-server/core.

describe("the example of NVIDIA's conceptual guide, part 2: A(4), C(2) at 0, B(2) at X/3, D(6), E(2) at 2X/3, at most 8", () => {
  const requests = at(
    { arrived: 0, batch: 4 },
    { arrived: 0, batch: 2 },
    { arrived: 1 / 3, batch: 2 },
    { arrived: 2 / 3, batch: 6 },
    { arrived: 2 / 3, batch: 2 },
  );

  it('takes 5 X without batching', () => {
    const prediction = serve({ scheduling: { kind: 'default' }, workload: requests });
    expect(prediction.duration).toBeCloseTo(5);
    expect(prediction.batches).toEqual([
      { size: 2, executions: 3 },
      { size: 4, executions: 1 },
      { size: 6, executions: 1 },
    ]);
  });

  it('takes 3 X with it: A and C, B and D, E', () => {
    const prediction = serve({ scheduling: dynamic(), workload: requests });
    expect(rows(prediction)).toEqual([
      [0, 1, 6],
      [0, 1, 6],
      [1, 2, 8],
      [1, 2, 8],
      [2, 3, 2],
    ]);
  });

  it('takes two executions with a delay: A, C and B; then D and E', () => {
    const prediction = serve({ scheduling: dynamic({ maxQueueDelay: 0.5 }), workload: requests });
    expect(prediction.batches).toEqual([{ size: 8, executions: 2 }]);
    expect(prediction.duration).toBeCloseTo(1 / 3 + 2);
  });
});

describe('a batch is formed (GetDynamicBatch)', () => {
  it('of what waits, at once, without a delay', () => {
    expect(rows(serve({ scheduling: dynamic(), workload: at(0, 0, 0) }))).toEqual([
      [0, 1, 3],
      [0, 1, 3],
      [0, 1, 3],
    ]);
  });

  it('and goes on growing while its instance is busy (BatcherThread keeps curr_payload_)', () => {
    const prediction = serve({ scheduling: dynamic(), workload: at(0, 0.2, 0.4, 0.9) });
    expect(rows(prediction)).toEqual([
      [0, 1, 1],
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
  });

  it('of a preferred size while the delay lasts, and of all once it is over', () => {
    const scheduling = dynamic({ preferredBatchSizes: [4], maxQueueDelay: 0.5 });
    // 4 of the 5 go at once; the fifth waits behind them for an instance and is alone.
    expect(rows(serve({ scheduling, workload: at(0, 0, 0, 0, 0) })).map(([, , batch]) => batch)).toEqual([
      4, 4, 4, 4, 1,
    ]);
    // 3 wait for the delay of the first.
    expect(rows(serve({ scheduling, workload: at(0, 0.1, 0.4) }))).toEqual([
      [0.5, 1.5, 3],
      [0.5, 1.5, 3],
      [0.5, 1.5, 3],
    ]);
  });

  it('as soon as an arrival completes a preferred size', () => {
    const scheduling = dynamic({ preferredBatchSizes: [3], maxQueueDelay: 10 });
    expect(rows(serve({ scheduling, workload: at(0, 1, 2) }))[0]).toEqual([2, 3, 3]);
  });

  it('of the largest preferred size that is there', () => {
    const scheduling = dynamic({ preferredBatchSizes: [2, 4] });
    expect(rows(serve({ scheduling, workload: at(0, 0, 0, 0, 0) })).map(([, , batch]) => batch)).toEqual([
      4, 4, 4, 4, 1,
    ]);
  });

  it('below a preferred size that the next request would jump over', () => {
    // 3 and 2 do not make 4, so 3 goes alone.
    const scheduling = dynamic({ preferredBatchSizes: [4], maxQueueDelay: 0.5 });
    const prediction = serve({
      scheduling,
      workload: at({ arrived: 0, batch: 3 }, { arrived: 0.1, batch: 2 }),
    });
    expect(rows(prediction)).toEqual([
      [0.1, 1.1, 3],
      [1.1, 2.1, 2],
    ]);
  });

  it('never larger than max_batch_size, whatever the sizes of the requests', () => {
    const prediction = serve({
      scheduling: dynamic(),
      workload: at({ arrived: 0, batch: 5 }, { arrived: 0, batch: 5 }, { arrived: 0, batch: 3 }),
    });
    expect(rows(prediction).map(([started, , batch]) => [started, batch])).toEqual([
      [0, 5],
      [1, 8],
      [1, 8],
    ]);
  });

  it('with max_batch_size 0 of single requests', () => {
    const prediction = serve({
      scheduling: dynamic({ preferredBatchSizes: [] }),
      maxBatchSize: 0,
      workload: at(0, 0, 0),
    });
    expect(rows(prediction).map(([started, , batch]) => [started, batch])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
    ]);
  });

  it('and a request larger than the model takes is refused', () => {
    const prediction = serve({ scheduling: dynamic(), workload: at({ arrived: 0, batch: 9 }, 0) });
    expect(outcomes(prediction)).toEqual(['batch-too-large', 'completed']);
  });
});

describe('an arrival wakes the batcher (Enqueue)', () => {
  const delayed = {
    scheduling: dynamic({ maxQueueDelay: 0.2 }),
    latency: [
      [1, 0.3],
      [8, 0.3],
    ] as const,
    workload: at(0, 0.25, 0.46),
  };

  it('only with as many inferences as the next preferred size lacks, so that one may miss the batch', () => {
    // The first goes at 0.2, the second into a payload at 0.45, where 8 is lacking 8. The third does not wake the
    // batcher; the instance, free at 0.5, takes the second alone, and only then is the third looked at.
    expect(rows(serve(delayed))).toEqual([
      [0.2, 0.5, 1],
      [0.5, 0.8, 1],
      [0.8, 1.1, 1],
    ]);
  });

  it('always where shapes are compared: then it joins the payload that waits', () => {
    expect(rows(serve({ ...delayed, comparesShapes: true })).slice(1)).toEqual([
      [0.5, 0.8, 2],
      [0.5, 0.8, 2],
    ]);
  });
});

describe('payloads ahead of the instances', () => {
  it('are two an instance at most; later requests wait in the queue (PayloadSlotAvailable)', () => {
    // At 0 the first is executed. Full batches of 2 follow: two of them are formed ahead, the other requests stay
    // in the queue, and so does what comes with them.
    const scheduling = dynamic({}, 2);
    const prediction = serve({
      scheduling,
      maxBatchSize: 2,
      workload: at(0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1),
    });
    expect(prediction.batches).toEqual([
      { size: 1, executions: 2 },
      { size: 2, executions: 3 },
    ]);
  });

  it('are merged when over the delay and small enough (InstanceQueue::Dequeue)', () => {
    // 0 and 0.1 make 2, which runs to 1.1. 2 more go into a payload of the preferred size at 0.3, which waits, and
    // the single request of 0.4 into another at 0.6; at 1.1 both are over 0.2 s and 3 fit into 4.
    const scheduling = dynamic({ preferredBatchSizes: [2], maxQueueDelay: 0.2 });
    const prediction = serve({ scheduling, maxBatchSize: 4, workload: at(0, 0.1, 0.2, 0.3, 0.4) });
    expect(rows(prediction).slice(2)).toEqual([
      [1.1, 2.1, 3],
      [1.1, 2.1, 3],
      [1.1, 2.1, 3],
    ]);
  });
});

describe('queue policies (PriorityQueue::PolicyQueue)', () => {
  it('refuse what comes to a full queue; with a limit nothing is batched ahead of an idle instance', () => {
    const scheduling = dynamic({ defaultPolicy: policy({ maxQueueSize: 2 }) });
    const prediction = serve({ scheduling, workload: at(0, 0.1, 0.2, 0.3) });
    expect(outcomes(prediction)).toEqual(['completed', 'completed', 'completed', 'queue-full']);
    expect(prediction.rejected).toEqual({ 'queue-full': 1 });
    expect(rows(prediction)[1]).toEqual([1, 2, 2]);
  });

  it('reject at the time-out, when an instance is free to look (ApplyPolicy)', () => {
    const scheduling = dynamic({ defaultPolicy: policy({ defaultTimeout: 0.3 }) });
    // At 1 the one of 0.5 is over its time, the one of 0.8 is not.
    const prediction = serve({
      scheduling,
      latency: [
        [1, 1],
        [8, 1],
      ],
      workload: at(0, 0.5, 0.8),
    });
    expect(outcomes(prediction)).toEqual(['completed', 'timeout', 'completed']);
    expect(rows(prediction)[2]).toEqual([1, 2, 1]);
  });

  it('reject in a queue delay at the time-out itself, which wakes the batcher', () => {
    const scheduling = dynamic({ maxQueueDelay: 1, defaultPolicy: policy({ defaultTimeout: 0.3 }) });
    const prediction = serve({ scheduling, workload: at(0, 0.2) });
    expect(outcomes(prediction)).toEqual(['timeout', 'timeout']);
  });

  it('move what is over its time behind the others under DELAY', () => {
    const scheduling = dynamic({
      preferredBatchSizes: [1],
      defaultPolicy: policy({ defaultTimeout: 0.5, timeoutAction: 'delay' }),
    });
    // All but the first wait to 1; then 0.1 and 0.2 are over their time, and 0.9 goes first.
    const prediction = serve({ scheduling, maxBatchSize: 1, workload: at(0, 0.1, 0.2, 0.9) });
    expect(rows(prediction).map(([started]) => started)).toEqual([0, 2, 3, 1]);
  });

  it('take a shorter time-out from the request where they may, never a longer one', () => {
    const timed = (allowTimeoutOverride: boolean, timeout: number) =>
      outcomes(
        serve({
          scheduling: dynamic({ defaultPolicy: policy({ defaultTimeout: 2, allowTimeoutOverride }) }),
          workload: at(0, { arrived: 0.1, timeout }),
        }),
      )[1];
    expect(timed(true, 0.5)).toBe('timeout');
    expect(timed(false, 0.5)).toBe('completed');
    expect(timed(true, 5)).toBe('completed');
  });

  it('take no time-out from the request without one of their own', () => {
    const scheduling = dynamic({ defaultPolicy: policy({ allowTimeoutOverride: true }) });
    expect(outcomes(serve({ scheduling, workload: at(0, { arrived: 0.1, timeout: 0.5 }) }))[1]).toBe(
      'completed',
    );
  });
});

describe('priorities (PriorityQueue)', () => {
  const levels = { priorityLevels: 2, defaultPriorityLevel: 2, preferredBatchSizes: [1] };

  it('let level 1 pass level 2, and keep the order within a level', () => {
    const prediction = serve({
      scheduling: dynamic(levels),
      maxBatchSize: 1,
      workload: at(
        { arrived: 0, priority: 2 },
        { arrived: 0.1, priority: 2 },
        { arrived: 0.2, priority: 1 },
        { arrived: 0.3, priority: 1 },
      ),
    });
    expect(rows(prediction).map(([started]) => started)).toEqual([0, 3, 1, 2]);
    expect(prediction.levels.map(({ priority, completed }) => [priority, completed])).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  it('give requests without a level, or with one too many, the default level', () => {
    const prediction = serve({
      scheduling: dynamic(levels),
      maxBatchSize: 1,
      workload: at({ arrived: 0 }, { arrived: 0.1, priority: 3 }, { arrived: 0.2, priority: 1 }),
    });
    expect(rows(prediction).map(([started]) => started)).toEqual([0, 2, 1]);
  });

  it('fill a batch from the next level', () => {
    const prediction = serve({
      scheduling: dynamic({ ...levels, preferredBatchSizes: [8] }),
      workload: at(0, { arrived: 0.1, priority: 2 }, { arrived: 0.2, priority: 1 }),
    });
    expect(rows(prediction).slice(1)).toEqual([
      [1, 2, 2],
      [1, 2, 2],
    ]);
  });

  it('apply the policy of the level', () => {
    const prediction = serve({
      scheduling: dynamic({ ...levels, policies: new Map([[2, policy({ maxQueueSize: 1 })]]) }),
      maxBatchSize: 1,
      workload: at(
        { arrived: 0, priority: 1 },
        { arrived: 0.1, priority: 2 },
        { arrived: 0.2, priority: 2 },
        { arrived: 0.3, priority: 1 },
        { arrived: 0.4, priority: 1 },
      ),
    });
    expect(outcomes(prediction)).toEqual(['completed', 'completed', 'queue-full', 'completed', 'completed']);
  });
});

describe('clients that give up', () => {
  it('are cancelled where their request still waits, and waste its execution where it runs', () => {
    const prediction = serve({
      scheduling: dynamic({}, 1),
      maxBatchSize: 1,
      workload: { ...at(0, 0.1, 0.2, 0.3, 0.4), clientTimeout: 1.5 },
    });
    // 0.1, 0.2 and from 1 on 0.3 are in payloads ahead of the instance, and run after their clients are gone; 0.4
    // is found cancelled when the batcher looks at it at 2.
    expect(outcomes(prediction)).toEqual(['completed', 'cancelled', 'cancelled', 'cancelled', 'cancelled']);
    expect(prediction.executions).toBe(4);
    expect(prediction.rejected).toEqual({ cancelled: 4 });
  });
});

describe('preserve_ordering', () => {
  it('holds an answer until all that were batched before it are out', () => {
    const groups = [gpu(2, [0])];
    const shared = {
      groups,
      contention: 'none' as const,
      latency: [
        [1, 1],
        [4, 3],
      ] as const,
    };
    const workload = at({ arrived: 0, batch: 4 }, { arrived: 0.5, batch: 1 });
    const loose = serve({ scheduling: dynamic(), workload, ...shared });
    const strict = serve({ scheduling: dynamic({ preserveOrdering: true }), workload, ...shared });
    expect(rows(loose)[1]).toEqual([0.5, 1.5, 1]);
    expect(rows(strict)[1]).toEqual([0.5, 3, 1]);
    expect(strict.held).toBeCloseTo(0.75);
  });
});
