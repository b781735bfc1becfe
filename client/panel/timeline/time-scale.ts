import type { TimeWindow } from './bars.ts';

/**
 * Seconds to per cent of the picture's width, so that the drawing follows the page without being measured, and the
 * round moments to label. d3-scale would do the same at 27 KB of the page's 200, most of it for colours and dates.
 */
export interface TimeScale {
  /** Where a moment is drawn, 0 to 100 inside the window. */
  at(seconds: number): number;
  readonly ticks: readonly number[];
}

/** A scale over a window, with about `count` ticks at multiples of 1, 2 or 5 times a power of ten. */
export function timeScale({ from, to }: TimeWindow, count = 6): TimeScale {
  const length = to - from;
  if (!(length > 0)) return { at: () => 0, ticks: [] };
  const rough = length / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.75) ?? 10);
  const ticks: number[] = [];
  for (let i = Math.ceil(from / step); i * step <= to + step * 1e-9; i++)
    ticks.push(Number((i * step).toPrecision(12)));
  return { at: (seconds) => ((seconds - from) / length) * 100, ticks };
}
