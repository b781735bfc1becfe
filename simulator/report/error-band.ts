import { type BandKind, findErrorBand, isMeasuredOn, type MeasuredBand } from '../../catalog/error-bands.ts';
import { eraOf } from '../cost/constants.ts';
import type { ErrorBand } from '../prediction.ts';
import type { EngineSpec } from '../spec.ts';

/** The band of one kind of figure; undefined where no rows like it were held out. */
export function bandOf(spec: EngineSpec, kind: BandKind, queued: boolean): MeasuredBand | undefined {
  if (spec.engine === 'tgi' || spec.engine === 'triton') return undefined;
  return findErrorBand({
    era: eraOf(spec.engine, spec.engineVersion),
    kind,
    experts: spec.model.moe !== undefined,
    queued: kind === 'ttft' && queued,
  });
}

/** Factors around a prediction that held four of five rows which the fit had not seen, and what rows those were. */
export function errorBandOf(spec: EngineSpec, queued: boolean): ErrorBand {
  const tpot = bandOf(spec, 'tpot', queued);
  const ttft = bandOf(spec, 'ttft', queued);
  const throughput = bandOf(spec, 'throughput', queued);
  return {
    ttft: factorsOf(ttft),
    tpot: factorsOf(tpot),
    throughput: factorsOf(throughput),
    evidence: evidenceOf(spec, { TPOT: tpot, TTFT: ttft, throughput }),
  };
}

const factorsOf = (band: MeasuredBand | undefined): readonly [number, number] | null =>
  band ? [band.low, band.high] : null;

function evidenceOf(spec: EngineSpec, bands: Readonly<Record<string, MeasuredBand | undefined>>): string {
  const found = Object.entries(bands).flatMap(([name, band]) => (band ? [{ name, band }] : []));
  if (found.length === 0) return `no measured rows of ${spec.engine} have been held out and scored`;
  const era = eraOf(spec.engine, spec.engineVersion);
  const texts = found.map(
    ({ name, band }) =>
      `${name} ${band.rows} (${band.gpus} GPUs, ${band.models} models${band.era === undefined ? ', any engine' : ''})`,
  );
  const here = isMeasuredOn(era, spec.gpu.name)
    ? ''
    : `; none of them on ${spec.gpu.name}, so the truth may lie further off`;
  return `80 % of measured rows of ${era}, ${spec.model.moe ? 'mixtures of experts' : 'dense models'}, that the fit had not seen: ${texts.join(', ')}${here}`;
}
