import { SingleBar } from 'cli-progress';
import type { BatchingKind, Deployment } from '../../deployment/deployment.ts';
import { withFactors } from '../../simulator/calibration/factors.ts';
import { readCalibration } from '../../simulator/calibration/file.ts';
import {
  type CostConstants,
  constantsOf,
  defaultWorkload,
  type Economics,
  economicsOf,
  type ServiceLevel,
  toRequestsCsv,
} from '../../simulator/index.ts';
import type { Prediction, Totals } from '../../simulator/prediction.ts';
import type { Assumption, EngineSpec } from '../../simulator/spec.ts';
import type { Workload } from '../../simulator/workload/workload.ts';
import { BlockingDiskWorkspace } from '../../workspace/node/blocking-disk.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { type Assertion, holds, measured, parseAssertion } from '../assertions.ts';
import { exitCode, UsageError } from '../errors.ts';
import { type DeploymentOptions, readSettings } from '../options/deployment-options.ts';
import { readWorkload, type WorkloadOptions } from '../options/workload-options.ts';
import { type GlobalOptions, Output, writeAtomically } from '../output.ts';
import { assumptionsText } from '../report/assumptions.ts';
import { definitionsText } from '../report/definitions.ts';
import { economicsText } from '../report/economics.ts';
import { errorBandText } from '../report/error-band.ts';
import { explainDifference } from '../report/explain-difference.ts';
import { htmlReport } from '../report/html/report.ts';
import { latencyTable } from '../report/latency-table.ts';
import { memoryBar } from '../report/memory-bar.ts';
import { ownCommand } from '../report/own-command.ts';
import { predictionJson } from '../report/prediction-json.ts';
import { slotPicture } from '../report/slot-picture.ts';
import { stepPictures } from '../report/step-pictures.ts';
import { timeSpentTable } from '../report/time-spent.ts';
import { titleOf } from '../report/title.ts';
import { count, significant, wrap } from '../report/words.ts';
import { workloadText } from '../report/workload.ts';
import { requireSpec } from '../require-spec.ts';
import { selectDeployment } from '../select-deployment.ts';
import { type Result, simulateKinds } from '../simulation/run.ts';
import { version } from '../version.ts';

type SimulateOptions = DeploymentOptions &
  WorkloadOptions & {
    readonly compare?: readonly BatchingKind[];
    readonly format: 'text' | 'json';
    readonly assert?: string[];
    readonly requestsOut?: string;
    readonly html?: string;
    readonly slo?: ServiceLevel;
    readonly gpuPrice?: number;
    readonly staticWaitMs?: number;
    readonly picture: 'slots' | 'steps' | 'none';
    readonly calibration?: string;
    readonly timing?: boolean;
    readonly deployment?: string;
  };

interface Simulated {
  readonly deployment: Deployment;
  readonly spec: EngineSpec;
  readonly workload: Workload;
  readonly notes: readonly string[];
  readonly assumptions: readonly Assumption[];
  readonly predictions: readonly Result[];
  readonly economics: readonly Economics[];
  /** Of one GPU for an hour. */
  readonly price: number | undefined;
  readonly picture: SimulateOptions['picture'];
}

/** `batchwise simulate [PATH]`: exit 1 where an `--assert` does not hold. */
export async function simulateCommand(
  path: string | undefined,
  options: SimulateOptions,
  globals: GlobalOptions,
): Promise<void> {
  const started = performance.now();
  const output = new Output(globals);
  const workspace = new BlockingDiskWorkspace(process.cwd());
  const assertions = (options.assert ?? []).map(parseAssertion);
  const deployment = await selectDeployment(
    path,
    await readSettings(options, workspace),
    workspace,
    options.deployment,
  );
  const { spec: described, assumptions } = requireSpec(deployment);
  const spec = withStaticWait(described, options.staticWaitMs);
  const { workload: asked, notes: ofTrace } = await readWorkload(options);
  const { workload, notes: ofDefaults } = defaultWorkload(spec, asked);
  const notes = [...ofTrace, ...ofDefaults];
  const kinds = options.compare ?? [spec.batching.kind];
  if (options.requestsOut !== undefined && kinds.length * workload.requests > mostCsvRows)
    throw new UsageError(
      `--requests-out takes at most ${count(mostCsvRows)} rows, and these are ${count(kinds.length * workload.requests)}`,
      'give fewer --requests, or leave it out',
    );
  const constants = await readConstants(options.calibration, spec, workspace);
  const predictions = await simulateAll(spec, workload, kinds, output, {
    // A picture shows the first seconds only; beyond a million requests rows are kept for a file alone.
    rows: options.requestsOut !== undefined || workload.requests <= mostRows,
    ...(constants && { constants }),
    ...(options.slo && { serviceLevel: options.slo }),
  });
  const price = options.gpuPrice;
  const economics = predictions.map((prediction) => economicsOf(spec, prediction, price));
  if (options.requestsOut !== undefined)
    await writeAtomically(options.requestsOut, requestsCsv(withRows(predictions)));
  const simulated = {
    deployment,
    spec,
    workload,
    notes,
    assumptions,
    predictions,
    economics,
    price,
    picture: options.picture,
  };
  if (options.html !== undefined) await writeAtomically(options.html, htmlPage(simulated));
  const seconds = (performance.now() - started) / 1000;
  if (options.format === 'json')
    output.json(resultJson(simulated, options.timing ? seconds : Math.floor(seconds)));
  else output.write(report(simulated, output));
  const broken = assertions.flatMap((assertion) =>
    predictions
      .filter((prediction) => !holds(assertion, prediction))
      .map((prediction) => ({ assertion, prediction })),
  );
  await output.finish();
  for (const { assertion, prediction } of broken)
    process.stderr.write(`${brokenText(assertion, prediction)}\n`);
  if (options.timing) process.stderr.write(`${(seconds * 1000).toFixed(0)} ms\n`);
  if (broken.length > 0) process.exitCode = exitCode.findings;
}

function withStaticWait(spec: EngineSpec, milliseconds: number | undefined): EngineSpec {
  if (milliseconds === undefined) return spec;
  return { ...spec, batching: { ...spec.batching, fullBatchTimeout: 1e-3 * milliseconds } };
}

/** The catalogue's constants with the factors of a calibration file; undefined without one. */
async function readConstants(
  path: string | undefined,
  spec: EngineSpec,
  workspace: Workspace,
): Promise<CostConstants | undefined> {
  if (path === undefined) return undefined;
  const { text, why } = await workspace.load(path);
  if (text === undefined) throw new UsageError(`cannot read ${path}: ${why}`);
  const file = readCalibration(text);
  if (!file)
    throw new UsageError(`${path} is no calibration`, 'make one with `batchwise calibrate RESULTS -o FILE`');
  if (file.engine !== spec.engine)
    throw new UsageError(`${path} was made with ${file.engine}, this is ${spec.engine}`);
  return withFactors(constantsOf(spec.engine, spec.engineVersion), file.factors);
}

const mostRows = 1_000_000;
/** A file is put together as one string, and V8's longest has 2²⁹ − 24 characters: a hundred for each row. */
const mostCsvRows = 5_000_000;

const withRows = (results: readonly Result[]): Prediction[] =>
  results.filter((result): result is Prediction => result.requests !== undefined);

async function simulateAll(
  spec: EngineSpec,
  workload: Workload,
  kinds: readonly BatchingKind[],
  output: Output,
  options: Parameters<typeof simulateKinds>[3],
): Promise<Result[]> {
  if (!output.showsProgress) return simulateKinds(spec, workload, kinds, options, () => {});
  const bar = new SingleBar({
    format: 'simulating {bar} {percentage} %',
    stream: process.stderr,
    clearOnComplete: true,
    // Ctrl-C ends the program at once; a hidden cursor would stay hidden.
    hideCursor: false,
  });
  bar.start(1, 0);
  try {
    return await simulateKinds(spec, workload, kinds, options, (share) => bar.update(share));
  } finally {
    bar.stop();
  }
}

/** With several kinds the file has a column that says which; one kind keeps the plain columns of the contract. */
function requestsCsv(predictions: readonly Prediction[]): string {
  if (predictions.length === 1) return toRequestsCsv(predictions[0]!.requests);
  return predictions
    .map((prediction, index) => {
      const [head, ...rows] = toRequestsCsv(prediction.requests).trimEnd().split('\n');
      return [
        ...(index === 0 ? [`${head},batching`] : []),
        ...rows.map((row) => `${row},${prediction.batching}`),
        '',
      ].join('\n');
    })
    .join('');
}

function resultJson(
  { deployment, workload, notes, assumptions, predictions, economics }: Simulated,
  seconds: number,
) {
  const { trace, ...described } = workload;
  return {
    deployment,
    workload: trace ? tracedJson(workload, trace.length) : described,
    assumptions,
    notes,
    results: predictions.map((prediction, index) => predictionJson(prediction, economics[index]!)),
    simulated_requests: predictions.reduce((sum, prediction) => sum + prediction.count, 0),
    wall_s: seconds,
  };
}

/** A replayed trace, without what only drawn requests have. */
const tracedJson = ({ seed, priorityShares, clientTimeout, retention }: Workload, requests: number) => ({
  trace: requests,
  seed,
  ...(priorityShares && { priorityShares }),
  ...(retention && { retention }),
  ...(clientTimeout !== undefined && { clientTimeout }),
});

function report(simulated: Simulated, output: Output): string {
  const { spec, workload, notes, assumptions, predictions } = simulated;
  const { colors, width } = output;
  const explained = explainDifference(predictions);
  return [
    memoryBar(predictions[0]!.memory, colors, width, titleOf(spec)),
    workloadText(workload, colors, width),
    latencyTable(predictions, colors, width) + (explained ? `\n${wrap(explained, width, '  ')}` : ''),
    timeSpentTable(predictions, colors, width),
    economicsText(spec, predictions, simulated.economics, simulated.price, colors),
    pictureOf(simulated, output),
    assumptionsText(assumptions, allNotes(notes, predictions), colors, width),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function pictureOf({ spec, workload, predictions, picture }: Simulated, { colors, width }: Output): string {
  if (picture === 'steps') {
    const kinds = predictions.map((prediction) => prediction.batching);
    return stepPictures(spec, workload, kinds, colors, width);
  }
  if (picture === 'none' || predictions.every(({ completed }) => completed === 0)) return '';
  if (!predictions.every((prediction) => prediction.requests)) return '';
  return slotPicture(withRows(predictions), colors, width);
}

function htmlPage(simulated: Simulated): string {
  const { notes, predictions, picture } = simulated;
  return htmlReport({
    ...simulated,
    detailed: picture === 'none' ? [] : withRows(predictions),
    notes: allNotes(notes, predictions),
    command: ownCommand(),
    version,
  });
}

/** What was taken of the workload, what the simulation simplifies (each remark once), and what the figures mean. */
const allNotes = (notes: readonly string[], predictions: readonly Totals[]): string[] => [
  ...notes,
  ...new Set(predictions.flatMap((prediction) => prediction.notes)),
  ...errorBandText(predictions),
  ...definitionsText,
];

function brokenText(assertion: Assertion, prediction: Totals): string {
  return `batchwise: ${assertion.text} does not hold (${prediction.batching}): it is ${significant(measured(assertion, prediction), 4)}`;
}
