import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { experimentOf } from '../../simulator/validation/experiment.ts';
import { readMeasurements } from '../../simulator/validation/measurement.ts';
import { formatJson } from '../catalog/write-json.ts';
import { bandsOf, groupBy, ratiosOf, tailFor } from './bands.ts';
import type { Folds } from './folds.ts';
import { type HeldOut, heldOut, readFolds } from './held-out.ts';
import { byGroup, counted, errorsIn, kinds, misses, overall } from './page.ts';
import { scatter } from './plot.ts';
import { type MeasuredRun, measuredRuns, measurementFile } from './rows.ts';
import { Workers } from './workers.ts';

const sampleStride = 40;

/**
 * Scores the constants of step-constants.json and folds.json on every row in scope, and writes what follows from it:
 * catalog/data/error-bands.json, docs/fidelity.md and its pictures.
 */
async function main(): Promise<void> {
  const runs = measuredRuns();
  const folds = readFolds();
  const workers = new Workers();
  const rows = await heldOut(
    workers,
    runs,
    runs.map((_, index) => index),
    folds,
  );
  await workers.close();
  const ratios = ratiosOf(rows);
  const { tail, coverage } = tailFor(ratios);
  writeFileSync(
    'catalog/data/error-bands.json',
    formatJson({
      $source:
        'Made by scripts/calibration/fidelity.ts: factors between which all but `tail` of held-out measured rows lie at either end; most alike first.',
      tail,
      measuredOn: measuredOn(rows),
      bands: bandsOf(ratios, tail),
    }),
  );
  mkdirSync('docs/images', { recursive: true });
  for (const { kind, label } of kinds) {
    const points = rows
      .filter((row) => row.kind === kind && counted(row))
      .map((row) => ({
        measured: row.row.value,
        predicted: row.withoutGpu,
        series: row.run.experiment.spec.engine,
      }));
    const unit = kind === 'throughput' ? 'a second (requests or tokens)' : 'ms';
    writeFileSync(`docs/images/fidelity-${kind}.svg`, scatter(`${label}, GPU left out`, unit, points));
  }
  writeFileSync('docs/fidelity.md', page(runs, rows, coverage, sampleOf(rows, runs)));
}

function measuredOn(rows: readonly HeldOut[]): Record<string, string[]> {
  const eras = groupBy(rows, (row) => row.run.era);
  return Object.fromEntries(
    [...eras].map(([era, own]) => [
      era,
      [...new Set(own.map((row) => row.run.experiment.spec.gpu.name))].sort(),
    ]),
  );
}

/** The runs of the drift check: every so many. */
export const sampleRuns = (runs: readonly MeasuredRun[]): number[] =>
  runs.flatMap((_, index) => (index % sampleStride === 0 ? [index] : []));

/** A line that the drift check reproduces. */
export function sampleOf(rows: readonly HeldOut[], runs: readonly MeasuredRun[]): string {
  const chosen = new Set(sampleRuns(runs).map((index) => runs[index]!));
  const own = rows.filter((row) => chosen.has(row.run));
  const { rows: count, median, bias } = errorsIn(own, 'withoutGpu');
  const model = errorsIn(own, 'withoutModel');
  return `${count} rows, GPU left out: median ${median.toFixed(3)} %, bias ${bias.toFixed(3)} %; model left out: median ${model.median.toFixed(3)} %, bias ${model.bias.toFixed(3)} %`;
}

/** The rows of the sample, scored anew. */
export async function scoreSample(folds: Folds = readFolds()): Promise<string> {
  const runs = measuredRuns();
  const workers = new Workers();
  try {
    return sampleOf(await heldOut(workers, runs, sampleRuns(runs), folds), runs);
  } finally {
    await workers.close();
  }
}

/** The same without the experimental directory, which the fit leaves out as a whole. */
function withoutExperimental(rows: readonly HeldOut[]): string {
  const own = rows.filter(({ row }) => row.suite !== 'inferencex-exp');
  return `Without suite \`inferencex-exp\` (${rows.length - own.length} rows):\n\n${overall(own)}`;
}

function page(
  runs: readonly MeasuredRun[],
  rows: readonly HeldOut[],
  coverage: number,
  sample: string,
): string {
  const { rows: all } = readMeasurements(readFileSync(measurementFile, 'utf8'));
  const modelled = all.filter((row) => ['vllm', 'trtllm', 'sglang'].includes(row.engine));
  const reasons = groupBy(
    all.flatMap((row) => {
      const plan = experimentOf(row);
      return 'skipped' in plan ? [plan.skipped] : [];
    }),
    (reason) => reason,
  );
  const notRun = runs.reduce((sum, run) => sum + run.rows.length, 0) - rows.length;
  return `# Fidelity: predictions against measurements

<!-- Made by scripts/calibration/fidelity.ts; do not edit. -->

${rows.length} measured figures of vLLM, TensorRT-LLM and SGLang are set beside what Batchwise predicts for the same
settings: ${((100 * rows.length) / modelled.length).toFixed(0)} % of all rows of these engines in the measurement file. Serving runs go through the simulator, static
batches through its static batching. All errors are absolute errors in per cent of what was measured, unless they are
called bias (median of signed errors, positive where predictions are too high).

**Held out** means: the constants of the engine's era were fitted again without any row of that GPU (all A100s count as
one, all H100s as one), or without any row of that model (models of one shape count as one, such as Llama-2-70B and
3.1-70B). Two things are the same in all of them: the kernel rates in \`efficiency.json\`, which come from kernel
benchmarks and not from serving runs and which have the left-out GPU in them where it was benchmarked; and the form of the
model, which was chosen with these rows in sight. Rows of other suites, GPUs and models may be further off.

**How rows are read.** Rows of InferenceX name no engine settings; its launch scripts do, and are followed
(\`simulator/validation/inferencex.ts\`): format of the KV cache, token budget, share of memory, how long a scheduler leaves
arrivals, and which sweeps drafted tokens with multi-token prediction. How many drafts were accepted is one number for all of
them, chosen so that runs with and without drafts agree. The scripts of its experimental directory (suite
\`inferencex-exp\`) ask Slurm for eight GPUs and name no cores; they are taken to run on one, Slurm's default, on which the
host work of the eight ranks adds up. The fit leaves that suite out, and with it 21 rows of one 8B model that are twice as
fast as others of model and card; the tables have them all.

${overall(rows)}

${withoutExperimental(rows)}

“Not held out” is the fit on its own rows. “Data sheet alone” is a roofline: weights and KV cache at full memory
bandwidth, operations at full rate, no links, launches or host.

80 % bands, made without the row's own GPU or model, hold ${(100 * coverage).toFixed(1)} % of held-out rows.

![Throughput](images/fidelity-throughput.svg) ![TPOT](images/fidelity-tpot.svg)
![TTFT](images/fidelity-ttft.svg) ![Batch latency](images/fidelity-e2e.svg)

Solid: equal; dashed: 30 % off.

## By engine and era

${byGroup(rows, 'engine', (row) => row.run.era)}

## By suite

${byGroup(rows, 'suite', (row) => row.row.suite)}

## By GPU

${byGroup(rows, 'GPU', (row) => row.row.gpu)}

## By class of model

${byGroup(rows, 'class', (row) => (row.experts ? (row.run.experiment.spec.model.mla ? 'experts, MLA' : 'experts') : 'dense'))}

## By model

${byGroup(rows, 'model', (row) => row.model.replace(/^model /, ''))}

## Where it misses

Groups of at least ten rows whose held-out median is above what is wanted (20 % for batch latency).

${misses(rows)}

## What is not scored

${[...reasons]
  .sort(([, left], [, right]) => right.length - left.length)
  .map(([reason, own]) => `- ${own.length} rows: ${reason}`)
  .join('\n')}
- ${notRun} rows: predicted not to run at all, because the model and one request do not fit; \`validate\` counts them

Queued first tokens (${rows.filter((row) => !counted(row)).length} rows) are scored by \`validate\` but not in the tables above: they tell how long a queue was.

## Doing it again

\`npx tsx scripts/calibration/kernels.ts\` condenses the kernel benchmarks, \`fit.ts\` fits the constants, \`fidelity.ts\` writes
this page. A check scores every ${sampleStride}th run anew: ${sample}.
`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main();
