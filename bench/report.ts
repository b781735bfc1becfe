import { cpus } from 'node:os';

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Median and range of times in seconds. */
export function seconds(times: readonly number[]): string {
  const [low, high] = [Math.min(...times), Math.max(...times)];
  return `${median(times).toFixed(2)} s (${low.toFixed(2)} to ${high.toFixed(2)}, ${times.length} rounds)`;
}

/** What the figures were measured on. */
export function describeMachine(): string {
  const processors = cpus();
  return `machine    ${processors.length} × ${processors[0]?.model.trim()}, Node ${process.version}`;
}
