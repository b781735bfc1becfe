import type { NumberKnob } from './knob-list.ts';

/** The number that a text says for a knob, in the knob's own unit; undefined where it is none or out of range. */
export function parseTyped(
  text: string,
  knob: Pick<NumberKnob, 'range' | 'shownPer' | 'integer'>,
): number | undefined {
  const plain = text.trim().replaceAll(/[,_\s]/g, '');
  if (!/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return undefined;
  const value = tidy(Number(plain) / knob.shownPer);
  const [low, high] = knob.range;
  if (value < low || value > high || (knob.integer && !Number.isInteger(value))) return undefined;
  return value;
}

/** A knob's value as it stands in its field: plain digits, so that it can be edited. */
export function shown(value: number, knob: Pick<NumberKnob, 'shownPer'>): string {
  return String(tidy(value * knob.shownPer));
}

/** Takes off the last binary digits that a scale leaves behind: 0.07 × 100 is 7. */
const tidy = (value: number): number => Number(value.toPrecision(12));
