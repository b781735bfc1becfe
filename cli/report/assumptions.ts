import type { Assumption } from '../../simulator/spec.ts';
import type { Colors } from '../output.ts';
import { wrap } from './words.ts';

/** What a prediction rests on that nobody wrote down. */
export function assumptionsText(
  assumptions: readonly Assumption[],
  notes: readonly string[],
  colors: Colors,
  width: number,
): string {
  const lines = [
    ...assumptions.map(({ what, value, because }) => `${what} = ${value}: ${because}`),
    ...notes,
  ];
  return [
    colors.bold('Assumed'),
    ...lines.map((line) => colors.dim(wrap(`– ${line}`, width, '  ', '  '))),
  ].join('\n');
}
