import { median as middleOf } from 'simple-statistics';
import { type SlotBar, slotTimeline } from '../../simulator/index.ts';
import type { Prediction } from '../../simulator/prediction.ts';
import type { Colors } from '../output.ts';
import { batchingLabels } from './latency-table.ts';
import { duration, padStart, wrap } from './words.ts';

const prefill = '▒';
/** Two of them, taken in turn by the requests of a slot, so that neighbours are told apart without colours. */
const decodes = ['█', '▓'] as const;
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
    const turns = new Array<number>(slots).fill(0);
    for (const bar of slotTimeline(prediction, { maxSlots: slots, from: 0, to: until })) {
      const turn = turns[bar.slot]!++;
      const paint = palette(colors)[(bar.slot + turn) % palette(colors).length]!;
      drawBar(rows[bar.slot]!, bar, cells / until, {
        prefill: paint(prefill),
        decode: paint(decodes[turn % 2]!),
        held: colors.dim(held),
      });
    }
    return [
      `  ${colors.bold(batchingLabels[prediction.batching])}`,
      ...rows.map((row, slot) => `  ${colors.dim(padStart(String(slot), 2))} ${row.join('')}`.trimEnd()),
    ].join('\n');
  });
  const axis = `     0${padStart(duration(until), cells - 1)}`;
  const legend = wrap(
    `rows are the first ${slots} batch slots; ${prefill} prefill, ${decodes.join(' and ')} decode, ${held} slot held though its request is done, blank free`,
    width,
    '  ',
  );
  return [colors.bold('Who ran when'), pictures.join('\n\n'), colors.dim(axis), colors.dim(legend)].join(
    '\n',
  );
}

/** Fills the cells of a request's time in its slot. A bar shorter than a cell is still one; what fills most of a cell names it. */
function drawBar(
  row: string[],
  bar: SlotBar,
  cellsPerSecond: number,
  glyphs: { readonly prefill: string; readonly decode: string; readonly held: string },
): void {
  const first = Math.min(row.length - 1, Math.round(bar.start * cellsPerSecond));
  const last = Math.min(row.length, Math.max(first + 1, Math.round(bar.released * cellsPerSecond)));
  for (let cell = first; cell < last; cell++) {
    const time = (cell + 0.5) / cellsPerSecond;
    if (time < bar.prefillEnd) row[cell] = glyphs.prefill;
    else row[cell] = time < bar.end || cell === first ? glyphs.decode : glyphs.held;
  }
}

/** A few times as long as the slowest kind holds a slot, and no longer than the fastest is at work. */
export function windowOf(predictions: readonly Prediction[]): number {
  const holding = predictions.map((prediction) => median(slotSeconds(prediction)));
  return Math.min(...predictions.map((prediction) => prediction.duration), Math.max(...holding, 1e-9) * 4);
}

function slotSeconds({ requests }: Prediction): number[] {
  const seconds: number[] = [];
  for (let i = 0; i < requests.count; i++) {
    const held = requests.released[i]! - requests.scheduled[i]!;
    if (Number.isFinite(held)) seconds.push(held);
  }
  return seconds;
}

/** 0 of nothing, where simple-statistics throws. */
const median = (values: number[]): number => (values.length > 0 ? middleOf(values) : 0);

const palette = (colors: Colors): ((text: string) => string)[] => [
  colors.blue,
  colors.cyan,
  colors.green,
  colors.magenta,
  colors.yellow,
];
