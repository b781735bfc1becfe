/** Equal steps in a row: the first takes `first` seconds and each next one `growth` longer. */
export interface Run {
  first: number;
  growth: number;
}

/** Seconds of so many steps. */
export function runTime(run: Run, steps: number): number {
  return steps * run.first + (run.growth * steps * (steps - 1)) / 2;
}

/** The fewest steps that last until `time` seconds from now, at least one and at most `most`. */
export function stepsUntil(run: Run, time: number, most: number): number {
  if (time === Number.POSITIVE_INFINITY || runTime(run, most) < time) return most;
  // first·k + growth·k(k−1)/2 = time, solved without cancellation for small growth.
  const half = run.growth / 2;
  const linear = run.first - half;
  const root = (2 * time) / (linear + Math.sqrt(linear * linear + 4 * half * time));
  let steps = Math.min(most, Math.max(1, Math.floor(root)));
  while (steps < most && runTime(run, steps) < time) steps++;
  while (steps > 1 && runTime(run, steps - 1) >= time) steps--;
  return steps;
}
