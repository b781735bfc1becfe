/** One measured point: seconds of an execution of `batch` inferences while `instances` run on the device. */
export interface LatencyPoint {
  readonly batch: number;
  readonly instances: number;
  readonly seconds: number;
  /** Where the measurement says so: copying in, computing, copying out. */
  readonly parts?: readonly [input: number, infer: number, output: number];
}

/** What is assumed of instances that run side by side where the table has no measurement of it. */
export const contentions = ['shared', 'none'] as const;
export type Contention = (typeof contentions)[number];

/**
 * How long an execution takes by the size of its batch and by how many instances run on its device.
 *
 * Between measured batch sizes it is linear. Beyond them it goes on along the last measured slope, and below the
 * smallest it is that one's time; both are counted, and a prediction says how often it happened.
 *
 * Side by side: measured where the table has rows for that many instances, linear between, and beyond the most that
 * was measured the device's time is shared out. Without any such rows `shared` gives each of n instances an n-th of
 * the device, so that n executions side by side take n times as long, and `none` slows nobody down.
 */
export class LatencyTable {
  /** Executions by batch sizes outside the measured ones. */
  readonly outside = new Map<number, number>();
  private readonly curves: readonly Curve[];
  private readonly cache: (Float64Array | undefined)[] = [];

  constructor(
    readonly points: readonly LatencyPoint[],
    readonly contention: Contention = 'shared',
  ) {
    if (points.length === 0) throw new RangeError('a latency table needs a row');
    const counts = [...new Set(points.map((point) => point.instances))].sort((a, b) => a - b);
    this.curves = counts.map((instances) => curveOf(points, instances));
  }

  get smallest(): number {
    return this.curves[0]!.batches[0]!;
  }

  get largest(): number {
    return this.curves[0]!.batches.at(-1)!;
  }

  /** Measured batch sizes with one instance at work, or the fewest measured. */
  get batches(): readonly number[] {
    return this.curves[0]!.batches;
  }

  /** The most instances side by side that were measured. */
  get measuredInstances(): number {
    return this.curves.at(-1)!.instances;
  }

  seconds(batch: number, instances: number): number {
    let row = this.cache[instances];
    if (!row) {
      row = new Float64Array(Math.max(64, this.largest + 1)).fill(Number.NaN);
      this.cache[instances] = row;
    }
    const known = row[batch];
    if (known !== undefined && !Number.isNaN(known)) return known;
    const seconds = this.compute(batch, instances);
    if (batch < row.length) row[batch] = seconds;
    return seconds;
  }

  /** Called once an execution, so that what was not measured is counted. */
  note(batch: number): void {
    if (batch >= this.smallest && batch <= this.largest) return;
    this.outside.set(batch, (this.outside.get(batch) ?? 0) + 1);
  }

  /** Shares of copying in, computing and copying out; undefined where no point says. */
  partsAt(batch: number): readonly [number, number, number] | undefined {
    const measured = this.points
      .filter((point) => point.parts && point.instances === this.curves[0]!.instances)
      .sort((a, b) => a.batch - b.batch);
    const nearest = measured.reduce<LatencyPoint | undefined>(
      (best, point) =>
        best === undefined || Math.abs(point.batch - batch) < Math.abs(best.batch - batch) ? point : best,
      undefined,
    );
    const parts = nearest?.parts;
    if (!parts) return undefined;
    const sum = parts[0] + parts[1] + parts[2];
    return sum > 0 ? [parts[0] / sum, parts[1] / sum, parts[2] / sum] : undefined;
  }

  private compute(batch: number, instances: number): number {
    const { curves } = this;
    const last = curves.at(-1)!;
    if (curves.length === 1 && last.instances === 1)
      return secondsOn(last, batch) * (this.contention === 'shared' ? instances : 1);
    if (instances >= last.instances) return secondsOn(last, batch) * (instances / last.instances);
    const above = curves.findIndex((curve) => curve.instances >= instances);
    const high = curves[above]!;
    if (above === 0 || high.instances === instances) return secondsOn(high, batch);
    const low = curves[above - 1]!;
    const share = (instances - low.instances) / (high.instances - low.instances);
    return secondsOn(low, batch) + share * (secondsOn(high, batch) - secondsOn(low, batch));
  }
}

interface Curve {
  readonly instances: number;
  /** Ascending. */
  readonly batches: readonly number[];
  readonly seconds: readonly number[];
}

/** Points measured twice are averaged. */
function curveOf(points: readonly LatencyPoint[], instances: number): Curve {
  const byBatch = new Map<number, number[]>();
  for (const point of points)
    if (point.instances === instances)
      byBatch.set(point.batch, [...(byBatch.get(point.batch) ?? []), point.seconds]);
  const batches = [...byBatch.keys()].sort((a, b) => a - b);
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  return { instances, batches, seconds: batches.map((batch) => mean(byBatch.get(batch)!)) };
}

function secondsOn({ batches, seconds }: Curve, batch: number): number {
  if (batch <= batches[0]! || batches.length === 1) return seconds[0]!;
  const found = batches.findIndex((size) => size >= batch);
  const high = found < 0 ? batches.length - 1 : found;
  const low = high - 1;
  const slope = (seconds[high]! - seconds[low]!) / (batches[high]! - batches[low]!);
  // A table that falls at its end is not carried on below what was measured.
  if (found < 0) return seconds[high]! + Math.max(0, slope) * (batch - batches[high]!);
  return seconds[low]! + slope * (batch - batches[low]!);
}
