import { timeParts } from '../../simulator/index.ts';
import type { Totals } from '../../simulator/prediction.ts';
import type { Colors } from '../output.ts';
import { batchingLabels } from './latency-table.ts';
import { columns, duration, percent, visible } from './words.ts';

const labels: Readonly<Record<(typeof timeParts)[number], string>> = {
  server: 'in the server, before the engine',
  queue: 'waiting to start',
  prefill: 'until the first token',
  decode: 'decoding',
  paused: 'sent back for want of KV cache',
  padding: 'waiting for the longest of the batch',
};

/**
 * Where the time of a mean request went, with its share of the whole where there is room; parts that nobody has are
 * left out. A queue that grows has no mean, and so no other part a share.
 */
export function timeSpentTable(predictions: readonly Totals[], colors: Colors, width: number): string {
  const answered = answeredOf(predictions);
  if (answered.length === 0) return '';
  const title = colors.bold('Where the time of a mean request goes');
  const [full, short] = [true, false].map((shares) => columns(timeSpentRows(answered, shares), colors, '  '));
  const fits = full!.split('\n').every((line) => visible(line) <= width);
  return [title, fits ? full : short].join('\n');
}

/** Predictions that have a mean request. */
export const answeredOf = (predictions: readonly Totals[]): Totals[] =>
  predictions.filter((prediction) => prediction.completed > 0);

/** Head and rows of the table. */
export function timeSpentRows(answered: readonly Totals[], shares: boolean): string[][] {
  const rows = timeParts
    .filter((part) => answered.some((prediction) => isTime(meanOf(part, prediction))))
    .map((part) => [
      labels[part],
      ...answered.map((prediction) => {
        const mean = meanOf(part, prediction);
        if (prediction.saturated) return part === 'queue' ? 'grows' : isTime(mean) ? duration(mean) : '–';
        const share = shares ? `  ${percent(mean / prediction.e2e.mean).padStart(5)}` : '';
        return isTime(mean) ? duration(mean) + share : '–'.padEnd(1 + share.length);
      }),
    ]);
  return [['', ...answered.map((prediction) => batchingLabels[prediction.batching])], ...rows];
}

const meanOf = (part: (typeof timeParts)[number], { spent, completed }: Totals): number =>
  spent[part] / completed;

/** Half a microsecond is what sums of millions of times may be off by. */
const isTime = (seconds: number): boolean => seconds > 5e-7;

/** In which parts the two predictions differ most, for a sentence; at most three. */
export function mainDifferences(slow: Totals, fast: Totals): string {
  const by = timeParts.map((part) => ({
    part,
    seconds: slow.spent[part] / slow.completed - fast.spent[part] / fast.completed,
  }));
  const whole = slow.e2e.mean - fast.e2e.mean;
  return by
    .filter(({ seconds }) => seconds > 0.05 * whole)
    .sort((left, right) => right.seconds - left.seconds)
    .slice(0, 3)
    .map(({ part, seconds }) => `${duration(seconds)} ${labels[part]}`)
    .join(', ');
}
