import type { ErrorBand, Totals } from '../../simulator/prediction.ts';
import { batchingLabels } from './latency-table.ts';
import { significant } from './words.ts';

/** How far off a measured figure may be, as factors of the predicted one, and what that rests on; each band once. */
export function errorBandText(predictions: readonly Totals[]): string[] {
  const named = predictions.map((prediction) => ({
    name: batchingLabels[prediction.batching],
    text: describe(prediction.errorBand),
  }));
  const same = named.every(({ text }) => text === named[0]!.text);
  return same
    ? [`error band: ${named[0]!.text}`]
    : named.map(({ name, text }) => `error band, ${name}: ${text}`);
}

function describe(band: ErrorBand): string {
  const factors = [
    { label: 'TTFT', range: band.ttft },
    { label: 'TPOT', range: band.tpot },
    { label: 'throughput', range: band.throughput ?? null },
  ].flatMap(({ label, range }) =>
    range ? [`${label} ×${significant(range[0], 2)}–${significant(range[1], 2)}`] : [],
  );
  return factors.length > 0 ? `${factors.join(', ')}; ${band.evidence}` : band.evidence;
}
