import type { Economics } from '../../simulator/index.ts';
import type { Totals } from '../../simulator/prediction.ts';
import type { EngineSpec } from '../../simulator/spec.ts';
import type { Colors } from '../output.ts';
import { batchingLabels } from './latency-table.ts';
import { columns, significant } from './words.ts';

/** What the figures are of, and their rows; undefined where neither price nor power is known. */
export function economicsRows(
  spec: EngineSpec,
  economics: readonly Economics[],
  price: number | undefined,
): { readonly basis: string; readonly rows: readonly string[][] } | undefined {
  const rows = [
    row('per million output tokens', economics, (each) => each.perMillionOutputTokens),
    row('per million tokens, prompts included', economics, (each) => each.perMillionTokens),
    row('joules per output token, at most', economics, (each) => each.joulesPerOutputToken),
  ].filter((cells) => cells !== undefined);
  if (rows.length === 0) return undefined;
  const { gpus } = economics[0]!;
  const basis = [
    ...(price === undefined ? [] : [`${gpus} × ${significant(price)} an hour`]),
    ...(spec.gpu.powerWatts === undefined ? [] : [`${gpus} × ${spec.gpu.powerWatts} W, the power limit`]),
  ].join('; ');
  return { basis, rows };
}

/** Cost where a price was given, energy where the catalogue knows the card's power limit. */
export function economicsText(
  spec: EngineSpec,
  predictions: readonly Totals[],
  economics: readonly Economics[],
  price: number | undefined,
  colors: Colors,
): string {
  const known = economicsRows(spec, economics, price);
  if (!known) return '';
  const head = ['', ...predictions.map((prediction) => batchingLabels[prediction.batching])];
  return [
    `${colors.bold('Cost and energy')} ${colors.dim(known.basis)}`,
    columns([head, ...known.rows], colors, '  '),
  ].join('\n');
}

function row(
  label: string,
  economics: readonly Economics[],
  of: (economics: Economics) => number | undefined,
): string[] | undefined {
  const values = economics.map(of);
  if (values.every((value) => value === undefined)) return undefined;
  return [label, ...values.map((value) => (value === undefined ? '–' : significant(value)))];
}
