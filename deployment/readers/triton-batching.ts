import { integerValue, scalarFields } from '../../grammar/textproto/query.ts';
import type { Deployment } from '../deployment.ts';
import { inFile, type Traced } from '../traced.ts';
import type { TritonConfigReader } from './triton-parameters.ts';

/** What `dynamic_batching { … }` says; times in seconds. Absent where the block is. */
export function readDynamicBatching(reader: TritonConfigReader): Partial<Deployment['batching']> | undefined {
  const block = reader.message('dynamic_batching');
  if (!block) return undefined;
  const delay = reader.integer('max_queue_delay_microseconds', block);
  const policy = reader.message('default_queue_policy', block);
  const queue = policy && reader.integer('max_queue_size', policy);
  const preferred = scalarFields(block, 'preferred_batch_size');
  const sizes = preferred.map(integerValue).filter((size) => size !== undefined);
  return {
    ...(delay && { maxQueueDelay: { value: delay.value * 1e-6, origin: delay.origin } }),
    ...(queue && queue.value > 0 && { maxQueueSize: queue }),
    ...(sizes.length > 0 && {
      preferredBatchSizes: inFile(sizes, reader.config.file.path, {
        start: preferred[0]!.range.start,
        end: preferred.at(-1)!.range.end,
      }),
    }),
  };
}

/** Copies of the model on one GPU: `count` of the instance groups, 1 where it is absent or below 1. */
export function readInstances(reader: TritonConfigReader): Traced<number> | undefined {
  const groups = reader.messages('instance_group');
  const count = groups[0] && reader.integer('count', groups[0]);
  return count && count.value >= 1 ? count : undefined;
}
