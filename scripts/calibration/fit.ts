import { writeFileSync } from 'node:fs';
import { formatJson } from '../catalog/write-json.ts';
import { type EraFit, fitEra } from './fit-eras.ts';
import { type Folds, foldNames } from './folds.ts';
import { priors } from './priors.ts';
import { type MeasuredRun, measuredRuns } from './rows.ts';
import { Workers } from './workers.ts';

/**
 * Fits the constants of every engine and era to the calibration rows and writes catalog/data/step-constants.json; beside
 * it, for scoring, the constants that the same fit gives without each GPU and without each model
 * (scripts/calibration/folds.json). The same rows and kernels give the same bytes.
 */
async function main(): Promise<void> {
  const runs = measuredRuns();
  const workers = new Workers();
  const eras = [];
  const folds: Folds = {};
  for (const prior of priors) {
    const name = prior.before === undefined ? prior.engine : `${prior.engine} before ${prior.before}`;
    const members = runs.flatMap((run, index) => (run.era === name ? [index] : []));
    process.stderr.write(`${name}: ${members.length} runs\n`);
    const fit = await fitEra(prior, runs, members, workers, (text) => process.stderr.write(`${text}\n`));
    eras.push({
      engine: prior.engine,
      ...(prior.before === undefined ? {} : { before: prior.before }),
      source: sourceOf(
        fit,
        members.map((index) => runs[index]!),
      ),
      values: fit.values,
    });
    folds[name] = leftOut(
      fit,
      members.map((index) => runs[index]!),
    );
  }
  await workers.close();
  writeFileSync(
    'catalog/data/step-constants.json',
    formatJson({
      $source:
        'Made by scripts/calibration/fit.ts from published serving measurements: what is left to each engine and era once the kernels (efficiency.json) are known. docs/fidelity.md scores them.',
      eras,
    }),
  );
  writeFileSync('scripts/calibration/folds.json', `${JSON.stringify(folds, null, 2)}\n`);
}

function sourceOf({ rows }: EraFit, runs: readonly MeasuredRun[]): string {
  const of = (pick: (run: MeasuredRun) => string): string => [...new Set(runs.map(pick))].sort().join(', ');
  const count = (pick: (run: MeasuredRun) => string): number => new Set(runs.map(pick)).size;
  return `fitted by scripts/calibration/fit.ts to ${rows} rows of ${count((run) => run.rows[0]!.model)} models on ${of((run) => run.experiment.spec.gpu.name)} (${of((run) => suites[run.rows[0]!.suite] ?? run.rows[0]!.suite)})`;
}

/** What the suites are, for a reader of the catalogue. */
const suites: Readonly<Record<string, string>> = {
  inferencex: 'InferenceX through ai-dynamo/aiconfigurator 095f58a',
  'aic-gap': 'ai-dynamo/aiconfigurator gap analysis 095f58a',
  'inferencex-exp': 'InferenceX experimental runs',
  argonne: 'Argonne LLM-Inference-Bench',
  splitwise: 'Splitwise perf_model.csv',
  'trtllm-docs': 'TensorRT-LLM performance pages',
};

function leftOut(fit: EraFit, runs: readonly MeasuredRun[]): Folds[string] {
  return Object.fromEntries(foldNames(runs).map(({ name, has }) => [name, fit.without(has)]));
}

await main();
