import type { StepConstantName } from '../../catalog/step-constants.ts';
import { type CostConstants, constantsOf } from '../cost/constants.ts';
import type { Experiment } from '../validation/experiment.ts';
import type { Metric } from '../validation/measurement.ts';
import { figureOf, run } from '../validation/predict.ts';
import { type Residual, solve } from './gauss-newton.ts';

/** What a user measured in one run. */
export interface Observation {
  readonly experiment: Experiment;
  readonly figures: readonly { readonly metric: Metric; readonly stat: string; readonly value: number }[];
}

/** The constants that a user's own runs may move: rates of products, weights and KV cache, and the host's times. */
export const calibrated = [
  'matrixRate',
  'weightRate',
  'kvRate',
  'perStep',
  'perSequence',
  'perRequest',
] as const satisfies readonly StepConstantName[];
export type Calibrated = (typeof calibrated)[number];

/** Factors on the catalogue's constants, 1 where nothing moved one. */
export type Factors = Readonly<Record<Calibrated, number>>;

export interface FactorFit {
  readonly factors: Factors;
  /** Median absolute error over all figures, per cent. */
  readonly before: number;
  readonly after: number;
  readonly figures: number;
}

/** How far a factor goes without evidence, as a standard deviation of its logarithm. Rates are nearly known, times are not. */
const spread: Factors = {
  matrixRate: 0.15,
  weightRate: 0.1,
  kvRate: 0.15,
  perStep: 0.7,
  perSequence: 0.7,
  perRequest: 1,
};
const turns = 4;
const small = 0.05;

const neutral: Factors = {
  matrixRate: 1,
  weightRate: 1,
  kvRate: 1,
  perStep: 1,
  perSequence: 1,
  perRequest: 1,
};

/** The constants with the factors applied, each saying so in its source. */
export function withFactors(constants: CostConstants, factors: Factors): CostConstants {
  const moved = calibrated.map((name) => {
    const { value, source } = constants[name];
    return [
      name,
      { value: value * factors[name], source: `${source}; × ${factors[name]} by own measurements` },
    ];
  });
  return { ...constants, ...(Object.fromEntries(moved) as Pick<CostConstants, Calibrated>) };
}

/** Fits at most six factors to a user's own runs by Gauss-Newton on logarithmic errors. Few figures move little. */
export function fitFactors(observations: readonly Observation[]): FactorFit {
  let factors = neutral;
  const before = medianError(observations, factors);
  for (let turn = 0; turn < turns; turn++) {
    const at = calibrated.map((name) => Math.log(factors[name]));
    const step = solve(
      residualsOf(observations, factors),
      at,
      at.map(() => 0),
      calibrated.map((name) => spread[name]),
      0.7,
    );
    factors = Object.fromEntries(
      calibrated.map((name, index) => [
        name,
        Number((factors[name] * Math.exp(step[index]!)).toPrecision(4)),
      ]),
    ) as unknown as Factors;
  }
  const after = medianError(observations, factors);
  const best = after <= before ? { factors, after } : { factors: neutral, after: before };
  return { ...best, before, figures: observations.reduce((sum, { figures }) => sum + figures.length, 0) };
}

function predictedBy({ experiment, figures }: Observation, factors: Factors): (number | undefined)[] {
  const { engine, engineVersion } = experiment.spec;
  const prediction = run(experiment, withFactors(constantsOf(engine, engineVersion), factors));
  return figures.map(({ metric, stat }) => figureOf(prediction, metric, stat));
}

function residualsOf(observations: readonly Observation[], factors: Factors): Residual[] {
  return observations.flatMap((observation) => {
    const base = predictedBy(observation, factors);
    const moved = calibrated.map((name) =>
      predictedBy(observation, { ...factors, [name]: factors[name] * Math.exp(small) }),
    );
    return observation.figures.flatMap(({ value }, index): Residual[] => {
      const predicted = base[index];
      if (predicted === undefined) return [];
      const slopes = moved.map((each) => Math.log((each[index] ?? predicted) / predicted) / small);
      return [{ value: Math.log(predicted / value), slopes, weight: 1, scale: 0.05 }];
    });
  });
}

function medianError(observations: readonly Observation[], factors: Factors): number {
  const errors = observations
    .flatMap((observation) =>
      predictedBy(observation, factors).flatMap((predicted, index) =>
        predicted === undefined ? [] : [100 * Math.abs(predicted / observation.figures[index]!.value - 1)],
      ),
    )
    .sort((left, right) => left - right);
  return errors[errors.length >> 1] ?? Number.NaN;
}
