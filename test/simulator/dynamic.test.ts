import { describe, expect, it } from 'vitest';
import { dynamicBatcher } from '../../simulator/batching/dynamic.ts';

describe("Triton's dynamic batcher", () => {
  const delayed = dynamicBatcher({ maxBatchSize: 16, maxQueueDelay: 0.1, preferredBatchSizes: [4, 8] });
  const eager = dynamicBatcher({ maxBatchSize: 16, maxQueueDelay: 0, preferredBatchSizes: [4, 8] });
  const plain = dynamicBatcher({ maxBatchSize: 16, maxQueueDelay: 0.1, preferredBatchSizes: [] });

  it('sends a preferred size at once and keeps the rest', () => {
    expect(delayed.size(0, 4, 0)).toBe(4);
    expect(delayed.size(0, 7, 0)).toBe(4);
    expect(delayed.size(0, 13, 0)).toBe(8);
  });

  it('waits below the smallest preferred size until the oldest request is overdue, then sends all', () => {
    expect(delayed.size(0.05, 3, 0)).toBe(0);
    expect(delayed.deadline(2)).toBeCloseTo(2.1);
    expect(delayed.size(0.1, 3, 0)).toBe(3);
    expect(delayed.size(0.1, 13, 0)).toBe(13);
  });

  it('without a delay prefers a preferred size and else sends what waits', () => {
    expect(eager.size(0, 3, 0)).toBe(3);
    expect(eager.size(0, 6, 0)).toBe(4);
    expect(eager.deadline(0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('without preferred sizes waits for the largest batch or the delay', () => {
    expect(plain.size(0.05, 15, 0)).toBe(0);
    expect(plain.size(0.05, 16, 0)).toBe(16);
    expect(plain.size(0.11, 5, 0)).toBe(5);
  });

  it('ignores preferred sizes that can never be reached', () => {
    const batcher = dynamicBatcher({ maxBatchSize: 4, maxQueueDelay: 0.1, preferredBatchSizes: [8, 64] });
    expect(batcher.size(0, 4, 0)).toBe(4);
    expect(batcher.size(0, 3, 0)).toBe(0);
  });
});
