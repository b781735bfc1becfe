/** A parameter of a fit: where it starts, and between which bounds it moves, on a logarithmic scale. */
export interface Parameter {
  readonly start: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Minimises by moving one parameter at a time with shrinking steps. Deterministic, no gradients: losses here are sums of
 * absolute logarithms, which have kinks.
 */
export function descend<Name extends string>(
  parameters: Readonly<Record<Name, Parameter>>,
  loss: (values: Readonly<Record<Name, number>>) => number,
): Record<Name, number> {
  const names = Object.keys(parameters) as Name[];
  const values = Object.fromEntries(names.map((name) => [name, parameters[name].start])) as Record<
    Name,
    number
  >;
  let best = loss(values);
  for (let step = 2; step > 1.005; ) {
    let moved = false;
    for (const name of names) {
      for (const factor of [step, 1 / step]) {
        const before = values[name];
        const { low, high } = parameters[name];
        values[name] = Math.min(high, Math.max(low, before * factor));
        const found = values[name] === before ? Number.POSITIVE_INFINITY : loss(values);
        if (found < best - 1e-9) {
          best = found;
          moved = true;
          break;
        }
        values[name] = before;
      }
    }
    if (!moved) step = Math.sqrt(step);
  }
  return values;
}

/** Mean absolute logarithm, capped so that a row that nothing explains does not pull. */
export function robustLoss(ratios: Iterable<number>, cap = 0.7): number {
  let sum = 0;
  let count = 0;
  for (const ratio of ratios) {
    sum += Math.min(cap, Math.abs(Math.log(ratio)));
    count++;
  }
  return count > 0 ? sum / count : 0;
}

export const threeDigits = (value: number): number => Number(value.toPrecision(3));
