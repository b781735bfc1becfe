import type { ServedSetting } from './simulate.ts';
import type { Share } from './workload.ts';

/**
 * Inferences a second with every instance at work at the best of the batch sizes that it may form; sizes beyond the
 * latency table are not thought of. Without a batcher a batch is a request.
 */
export function capacityOf(
  { scheduling, latency, cpuLatency }: Omit<ServedSetting, 'workload'>,
  requestBatch: readonly Share[],
): number {
  const perDevice = new Map<string, number>();
  const tables = new Map<string, typeof latency>();
  for (const { kind, gpus, count } of scheduling.groups)
    for (const device of kind === 'gpu' ? gpus.map(String) : [kind]) {
      perDevice.set(device, (perDevice.get(device) ?? 0) + count);
      tables.set(device, kind === 'cpu' ? (cpuLatency ?? latency) : latency);
    }
  let total = 0;
  for (const [device, count] of perDevice) {
    const table = tables.get(device)!;
    total +=
      scheduling.scheduling.kind === 'default'
        ? count * ratio(requestBatch, (size) => table.seconds(size, count))
        : count *
          best(table.batches, Math.max(1, scheduling.maxBatchSize), (size) => table.seconds(size, count));
  }
  return total;
}

function best(measured: readonly number[], largest: number, seconds: (size: number) => number): number {
  const inRange = Math.min(largest, measured.at(-1)!);
  const sizes = [inRange, ...measured].filter((size) => size <= largest);
  return Math.max(...sizes.map((size) => size / seconds(size)));
}

/** Inferences a second where requests of several sizes come by share. */
function ratio(shares: readonly Share[], seconds: (size: number) => number): number {
  const sum = (of: (share: Share) => number): number => shares.reduce((total, each) => total + of(each), 0);
  return sum(({ value, share }) => value * share) / sum(({ value, share }) => seconds(value) * share);
}
