import type { ModelScheduling, Scheduling } from '../deployment/triton-scheduling.ts';
import { UsageError } from './errors.ts';
import type { DeploymentOptions } from './options/deployment-options.ts';

type Flags = Pick<DeploymentOptions, 'maxBatchSize' | 'maxQueueDelayUs' | 'preferredBatchSizes'>;

/** The configuration with what flags change; the preferred size that Triton fills in follows max_batch_size. */
export function withFlags(model: ModelScheduling, flags: Flags): ModelScheduling {
  const maxBatchSize = flags.maxBatchSize ?? model.maxBatchSize;
  const scheduling = changed(model.scheduling, flags, model.maxBatchSize, maxBatchSize);
  const sizes = preferredOf(scheduling);
  const over = sizes.find((size) => size > Math.max(1, maxBatchSize));
  if (over !== undefined)
    throw new UsageError(
      `preferred_batch_size ${over} is over max_batch_size ${maxBatchSize}`,
      'give --preferred-batch-sizes as well',
    );
  return { ...model, maxBatchSize, scheduling };
}

function changed(scheduling: Scheduling, flags: Flags, before: number, after: number): Scheduling {
  const delay = flags.maxQueueDelayUs === undefined ? {} : { maxQueueDelay: flags.maxQueueDelayUs * 1e-6 };
  const filledIn = preferredOf(scheduling).length === 1 && preferredOf(scheduling)[0] === before;
  const sizes = flags.preferredBatchSizes ?? (filledIn && after !== before ? [after] : undefined);
  const preferred = sizes ? { preferredBatchSizes: sizes } : {};
  if (scheduling.kind === 'dynamic') return { ...scheduling, ...delay, ...preferred };
  if (scheduling.kind === 'sequence') {
    const { strategy } = scheduling;
    const own = strategy.kind === 'oldest' ? { ...delay, ...preferred } : delay;
    return { ...scheduling, strategy: { ...strategy, ...own } };
  }
  if (flags.maxQueueDelayUs !== undefined || flags.preferredBatchSizes !== undefined)
    throw new UsageError(
      'the model has no batcher, so a queue delay or preferred sizes have no effect',
      'add dynamic_batching { } to its config.pbtxt',
    );
  return scheduling;
}

function preferredOf(scheduling: Scheduling): readonly number[] {
  if (scheduling.kind === 'dynamic') return scheduling.preferredBatchSizes;
  if (scheduling.kind === 'sequence' && scheduling.strategy.kind === 'oldest')
    return scheduling.strategy.preferredBatchSizes;
  return [];
}
