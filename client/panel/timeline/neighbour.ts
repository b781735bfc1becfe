import type { RequestBar } from './bars.ts';

/**
 * The bar that an arrow key leads to from the bar at `from`, or undefined where the key is no arrow or there is
 * none: left and right stay in the slot, up and down go to the bar of the next slot that is nearest in time.
 */
export function neighbour(bars: readonly RequestBar[], from: number, key: string): number | undefined {
  const bar = bars[from];
  if (!bar) return undefined;
  switch (key) {
    case 'ArrowRight':
      return bars[from + 1]?.slot === bar.slot ? from + 1 : undefined;
    case 'ArrowLeft':
      return bars[from - 1]?.slot === bar.slot ? from - 1 : undefined;
    case 'ArrowDown':
      return nearestIn(bars, bar, 1);
    case 'ArrowUp':
      return nearestIn(bars, bar, -1);
    default:
      return undefined;
  }
}

function nearestIn(bars: readonly RequestBar[], from: RequestBar, step: 1 | -1): number | undefined {
  let best: number | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  bars.forEach((bar, index) => {
    const rows = (bar.slot - from.slot) * step;
    if (rows <= 0) return;
    // A row further away costs more than any distance in time.
    const distance = rows * 1e9 + Math.abs(bar.start - from.start);
    if (distance < bestDistance) {
      best = index;
      bestDistance = distance;
    }
  });
  return best;
}
