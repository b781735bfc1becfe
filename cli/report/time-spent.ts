import { timeParts } from '../../simulator/index.ts';
import type { Totals } from '../../simulator/prediction.ts';
import type { Colors } from '../output.ts';
import { batchingLabels } from './latency-table.ts';
import { columns, duration, percent } from './words.ts';

const labels: Readonly<Record<(typeof timeParts)[number], string>> = {
  server: 'in the server, before the engine',
  queue: 'waiting to start',
  prefill: 'until the first token',
  decode: 'decoding',
  paused: 'sent back for want of KV cache',
  padding: 'waiting for the longest of the batch',
};

/** Where the time of a mean request went; parts that nobody has are left out. */
export function timeSpentTable(predictions: readonly Totals[], colors: Colors): string {
  const answered = predictions.filter((prediction) => prediction.completed > 0);
  if (answered.length === 0) return '';
  const rows = timeParts
    .filter((part) => answered.some(({ spent, completed }) => spent[part] / completed > 5e-7))
    .map((part) => [
      labels[part],
      ...answered.map(({ spent, completed, e2e, saturated }) => {
        if (saturated && part === 'queue') return 'grows       ';
        const mean = spent[part] / completed;
        if (saturated) return `${duration(mean)}       `;
        return `${duration(mean)}  ${percent(mean / e2e.mean).padStart(5)}`;
      }),
    ]);
  const head = ['', ...answered.map((prediction) => batchingLabels[prediction.batching])];
  const title = colors.bold('Where the time of a mean request goes');
  return [title, columns([head, ...rows], colors, '  ')].join('\n');
}

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
