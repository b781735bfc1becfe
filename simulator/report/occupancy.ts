import type { OccupancySeries } from '../prediction.ts';

const mostPoints = 2048;

/**
 * Samples what holds at evenly spaced times; the spacing doubles whenever there are too many points, so memory is
 * bounded and the points do not depend on how the run was cut into steps.
 */
export class OccupancySampler {
  private spacing = 1e-3;
  private next = 0;
  private readonly running: number[] = [];
  private readonly waiting: number[] = [];
  private readonly used: number[] = [];

  /** So many run and wait, and so much of the KV pool is used, until `time` (exclusive). */
  fill(time: number, running: number, used: number, waiting: number): void {
    while (this.next * this.spacing < time) {
      this.running.push(running);
      this.used.push(used);
      this.waiting.push(waiting);
      this.next++;
      if (this.next >= mostPoints) this.thin();
    }
  }

  series(): OccupancySeries {
    return {
      time: Float64Array.from(this.running, (_, index) => index * this.spacing),
      running: Float64Array.from(this.running),
      waiting: Float64Array.from(this.waiting),
      kvUsed: Float64Array.from(this.used),
    };
  }

  private thin(): void {
    for (const column of [this.running, this.waiting, this.used]) {
      for (let index = 0; 2 * index < column.length; index++) column[index] = column[2 * index]!;
      column.length = Math.ceil(column.length / 2);
    }
    this.next = this.running.length;
    this.spacing *= 2;
  }
}

/** The sum over engine instances, on the coarsest of their grids; KV use is the mean. */
export function sumOccupancy(series: readonly OccupancySeries[]): OccupancySeries {
  const [only] = series;
  if (only && series.length === 1) return only;
  const spacings = series.map((one) => (one.time.length > 1 ? one.time[1]! : 0));
  const spacing = Math.max(...spacings);
  const points = Math.max(
    ...series.map((one, index) =>
      spacing > 0 ? Math.ceil((one.time.length * spacings[index]!) / spacing) : 0,
    ),
  );
  const total = (pick: (one: OccupancySeries) => Float64Array): Float64Array =>
    Float64Array.from({ length: points }, (_, point) =>
      series.reduce((sum, one, index) => {
        const at = spacings[index]! > 0 ? Math.round((point * spacing) / spacings[index]!) : 0;
        return sum + (pick(one)[at] ?? 0);
      }, 0),
    );
  return {
    time: Float64Array.from({ length: points }, (_, point) => point * spacing),
    running: total((one) => one.running),
    waiting: total((one) => one.waiting),
    kvUsed: total((one) => one.kvUsed).map((used) => used / series.length),
  };
}
