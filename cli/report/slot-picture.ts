import { slotTimeline } from '../../simulator/index.ts';
import type { Prediction } from '../../simulator/prediction.ts';
import type { Colors } from '../output.ts';
import { batchingLabels } from './latency-table.ts';
import { duration, padStart } from './words.ts';

const prefill = '▒';
const decode = '█';
const held = '·';

/**
 * Who ran when: a row for each batch slot, time to the right, all pictures on one axis. A request is a bar of
 * prefill and decode; dots are a slot that is held although its request is done, blanks are a slot that is free.
 */
export function slotPicture(
  predictions: readonly Prediction[],
  colors: Colors,
  width: number,
  slots = 8,
): string {
  const cells = Math.min(width - 8, 96);
  const until = windowOf(predictions);
  const pictures = predictions.map((prediction) => {
    const rows = Array.from({ length: slots }, () => new Array<string>(cells).fill(' '));
    for (const bar of slotTimeline(prediction, { maxSlots: slots, from: 0, to: until })) {
      const row = rows[bar.slot]!;
      const at = (time: number) => Math.max(0, Math.min(cells, Math.round((time / until) * cells)));
      const paint = palette(colors)[bar.request % palette(colors).length]!;
      for (let cell = at(bar.start); cell < at(bar.released); cell++) {
        const text =
          cell < at(bar.prefillEnd) || cell === at(bar.start)
            ? paint(prefill)
            : cell < at(bar.end)
              ? paint(decode)
              : colors.dim(held);
        row[cell] = text;
      }
    }
    return [
      `  ${colors.bold(batchingLabels[prediction.batching])}`,
      ...rows.map((row, slot) => `  ${colors.dim(padStart(String(slot), 2))} ${row.join('')}`.trimEnd()),
    ].join('\n');
  });
  const axis = `     0${padStart(duration(until), cells - 1)}`;
  const legend = colors.dim(
    `  rows are the first ${slots} batch slots; ${prefill} prefill, ${decode} decode, ${held} slot held though its request is done, blank free`,
  );
  return [colors.bold('Who ran when'), pictures.join('\n\n'), colors.dim(axis), legend].join('\n');
}

/** Long enough to see several batches of the slowest, short enough to see single requests. */
function windowOf(predictions: readonly Prediction[]): number {
  const longest = Math.max(...predictions.map((prediction) => prediction.duration));
  const typical = Math.max(
    ...predictions.map((prediction) => (Number.isFinite(prediction.e2e.mean) ? prediction.e2e.mean : 0)),
  );
  return Math.min(longest, Math.max(typical * 4, longest / 50));
}

const palette = (colors: Colors): ((text: string) => string)[] => [
  colors.blue,
  colors.cyan,
  colors.green,
  colors.magenta,
  colors.yellow,
];
