import type { StepConstantName } from '../../catalog/step-constants.ts';
import { type Residual, solve } from '../../simulator/calibration/gauss-newton.ts';
import { metricKind } from '../../simulator/validation/score.ts';
import { threeDigits } from './descend.ts';
import { bounds, type EraPrior, fittedNames, spreadOf } from './priors.ts';
import type { MeasuredRun, Values } from './rows.ts';
import type { Workers } from './workers.ts';

/** A row of a run with what the linearised model needs. */
interface Sample {
  readonly run: number;
  readonly residual: Residual;
}

export interface EraFit {
  readonly values: Values;
  /** Rows that the fit saw. */
  readonly rows: number;
  /** The constants that the fit gives without some of its runs. */
  without(leftOut: (run: MeasuredRun) => boolean): Values;
}

/** Usual size of a logarithmic residual: first tokens depend on queues and servers, the rest on the model. */
const scales = { throughput: 0.1, tpot: 0.1, e2e: 0.15, ttft: 0.3 } as const;
const runsOfGroup = 8;
const turns = 4;

/** Fits an era's constants by Gauss-Newton on logarithmic errors of simulated runs. */
export async function fitEra(
  prior: EraPrior,
  runs: readonly MeasuredRun[],
  members: readonly number[],
  workers: Workers,
  note: (text: string) => void,
): Promise<EraFit> {
  const chosen = thinned(runs, members);
  const start = fittedNames.map((name) => Math.log(prior.start[name]));
  const spread = fittedNames.map(spreadOf);
  let values: Values = { ...prior.start };
  let samples: Sample[] = [];
  for (let turn = 0; turn < turns; turn++) {
    samples = await linearised(runs, chosen, values, workers);
    const sizes = samples.map(({ residual }) => Math.abs(residual.value)).sort((a, b) => a - b);
    note(
      `  turn ${turn}: ${samples.length} rows, median ${(100 * (sizes[sizes.length >> 1] ?? 0)).toFixed(1)} %`,
    );
    if (turn === turns - 1) break;
    values = moved(
      values,
      solve(
        samples.map((each) => each.residual),
        logarithms(values),
        start,
        spread,
        turn === 0 ? 0.5 : 1,
      ),
    );
  }
  const from = logarithms(values);
  return {
    values,
    rows: samples.length,
    without: (leftOut) => {
      const kept = samples.filter(({ run }) => !leftOut(runs[run]!)).map((each) => each.residual);
      return moved(values, solve(kept, from, start, spread, 1.5));
    },
  };
}

const logarithms = (values: Values): number[] => fittedNames.map((name) => Math.log(values[name]));

function moved(values: Values, step: readonly number[]): Values {
  const entries = fittedNames.map((name, i): [StepConstantName, number] => {
    const [low, high] = bounds[name] ?? [1e-7, 0.3];
    const value = values[name] * Math.exp(step[i]!);
    return [name, threeDigits(Math.min(high, Math.max(low, value)))];
  });
  return { ...values, ...Object.fromEntries(entries) };
}

/**
 * Rows that are scored but teach nothing: InferenceX's experimental directory, where MiniMax-M2.5 runs far slower than on
 * the same card in InferenceX proper, under settings that are not recorded; and rows of one 8B model on H200 that are twice
 * as fast as any other rows of model and card let expect.
 */
const isUnlike = ({ suite, model }: { readonly suite: string; readonly model: string }): boolean =>
  suite === 'inferencex-exp' || model === 'nvidia/Llama-3.1-8B-Instruct-FP8';

/** At most so many runs of a model on a GPU in a suite, evenly chosen, so that no large group decides alone. */
function thinned(
  runs: readonly MeasuredRun[],
  members: readonly number[],
): { run: number; weight: number }[] {
  const groups = new Map<string, number[]>();
  for (const member of members) {
    const row = runs[member]!.rows[0]!;
    if (isUnlike(row)) continue;
    const key = [row.suite, row.model, row.gpu, row.weights].join('|');
    const known = groups.get(key);
    if (known) known.push(member);
    else groups.set(key, [member]);
  }
  return [...groups.values()].flatMap((group) => {
    const kept = Math.min(group.length, runsOfGroup);
    const weight = 1 / Math.sqrt(kept);
    return Array.from({ length: kept }, (_, at) => ({
      run: group[Math.floor(((at + 0.5) * group.length) / kept)]!,
      weight,
    }));
  });
}

const ofExperts: ReadonlySet<StepConstantName> = new Set([
  'expertRate',
  'expertWeightRate',
  'expertSkew',
  'expertLaunch',
  'perExpertLayer',
  'expertExchange',
  'eagerExpertLayer',
]);

/** Whether a run's figures can hang on a constant at all: what cannot is not simulated. */
function matters(name: StepConstantName, { experiment: { spec, workload } }: MeasuredRun): boolean {
  if (ofExperts.has(name)) return spec.model.moe !== undefined;
  if (name === 'allReduceWait') return spec.tensorParallel * spec.dataParallel > 1;
  return name !== 'perRequest' || workload.arrivals.kind !== 'offline';
}

async function linearised(
  runs: readonly MeasuredRun[],
  chosen: readonly { run: number; weight: number }[],
  values: Values,
  workers: Workers,
): Promise<Sample[]> {
  const small = 0.1;
  const moving = chosen.map(({ run }) => fittedNames.filter((name) => matters(name, runs[run]!)));
  const found = await workers.figures(
    chosen.flatMap(({ run }, place) => [
      { run, values, quick: true },
      ...moving[place]!.map((name) => ({
        run,
        values: { ...values, [name]: values[name] * Math.exp(small) },
        quick: true,
      })),
    ]),
  );
  const samples: Sample[] = [];
  let at = 0;
  chosen.forEach(({ run, weight }, place) => {
    const from = at;
    at += 1 + moving[place]!.length;
    runs[run]!.rows.forEach((row, index) => {
      const base = found[from]![index]!;
      if (!(base > 0)) return;
      const kind = metricKind[row.metric];
      const slopes = fittedNames.map((name) => {
        const moved = moving[place]!.indexOf(name);
        return moved < 0 ? 0 : Math.log(found[from + 1 + moved]![index]! / base) / small;
      });
      samples.push({
        run,
        residual: {
          value: Math.log(base / row.value),
          slopes,
          weight: kind === 'ttft' ? weight / 2 : weight,
          scale: scales[kind],
        },
      });
    });
  });
  return samples;
}
