import data from './data/error-bands.json' with { type: 'json' };

export type BandKind = 'throughput' | 'tpot' | 'ttft' | 'e2e';

/** What a prediction is like, as far as errors depend on it. */
export interface BandQuery {
  readonly era: string;
  readonly kind: BandKind;
  /** A mixture of experts. */
  readonly experts: boolean;
  /** First tokens are a matter of waiting for a place. */
  readonly queued: boolean;
}

/** Four of five held-out rows were measured between these factors of the prediction. What is absent may be anything. */
export interface MeasuredBand extends Partial<BandQuery> {
  readonly kind: BandKind;
  readonly low: number;
  readonly high: number;
  readonly rows: number;
  readonly gpus: number;
  readonly models: number;
}

const bands: readonly MeasuredBand[] = data.bands as readonly MeasuredBand[];
const measuredOn: Readonly<Record<string, readonly string[]>> = data.measuredOn;

/** The band of rows most like this one: the file has the most alike first. */
export function findErrorBand(query: BandQuery): MeasuredBand | undefined {
  return bands.find(
    (band) =>
      band.kind === query.kind &&
      (band.era === undefined || band.era === query.era) &&
      (band.experts === undefined || band.experts === query.experts) &&
      (band.queued === undefined || band.queued === query.queued),
  );
}

/** Whether serving was measured on this GPU with an era of an engine. */
export const isMeasuredOn = (era: string, gpu: string): boolean => measuredOn[era]?.includes(gpu) ?? false;
