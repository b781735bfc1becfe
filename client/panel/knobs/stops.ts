/** The ten steps a decade of the E10 series: each about 26 % above the last, and all easy to read. */
const mantissas = [1, 1.25, 1.6, 2, 2.5, 3, 4, 5, 6, 8];

/** Values that look evenly spaced on a logarithmic slider, from `low` to `high`, both included. */
export function logarithmicStops(low: number, high: number): number[] {
  const stops = [low];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent++) {
    for (const mantissa of mantissas) {
      const value = Number((mantissa * 10 ** exponent).toPrecision(3));
      // Lengths below ten tokens have no fractions worth a stop.
      const whole = low >= 1 ? Math.round(value) : value;
      if (whole > stops.at(-1)! && whole < high) stops.push(whole);
    }
  }
  return [...stops, high];
}

/** Powers of two and the values half-way between them: 1, 2, 3, 4, 6, 8, 12 … */
export function powersOfTwo(low: number, high: number): number[] {
  const stops: number[] = [];
  for (let value = low; value <= high; value *= 2) {
    stops.push(value);
    if (value > 1 && value * 1.5 < high) stops.push(value * 1.5);
  }
  return stops;
}

/** `stops` with values that must be reachable put in their places: the start value and a typed one. */
export function withStops(stops: readonly number[], ...values: readonly (number | undefined)[]): number[] {
  const all = new Set(stops);
  for (const value of values) if (value !== undefined && Number.isFinite(value)) all.add(value);
  return [...all].sort((a, b) => a - b);
}
