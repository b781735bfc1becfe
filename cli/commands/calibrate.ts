import { readBenchmark } from '../../simulator/calibration/benchmark-output.ts';
import { fitFactors, type Observation } from '../../simulator/calibration/factors.ts';
import { calibrationFile } from '../../simulator/calibration/file.ts';
import type { EngineSpec } from '../../simulator/spec.ts';
import { experimentOf } from '../../simulator/validation/experiment.ts';
import { readMeasurements, requiredColumns } from '../../simulator/validation/measurement.ts';
import { batchesOf } from '../../simulator/validation/validate.ts';
import { BlockingDiskWorkspace } from '../../workspace/node/blocking-disk.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { UsageError } from '../errors.ts';
import { type DeploymentOptions, readSettings } from '../options/deployment-options.ts';
import { type GlobalOptions, Output } from '../output.ts';
import { requireSpec } from '../require-spec.ts';
import { selectDeployment } from '../select-deployment.ts';

type CalibrateOptions = DeploymentOptions & { readonly config?: string; readonly deployment?: string };

/** `batchwise calibrate INPUT…`: at most six factors fitted to one's own results, as JSON for `simulate --calibration`. */
export async function calibrateCommand(
  inputs: readonly string[],
  options: CalibrateOptions,
  globals: GlobalOptions,
): Promise<void> {
  const output = new Output(globals);
  const workspace = new BlockingDiskWorkspace(process.cwd());
  const observations: Observation[] = [];
  for (const path of inputs) observations.push(...(await observationsIn(path, options, workspace)));
  const specs = observations.map(({ experiment }) => experiment.spec);
  const engine = one(specs, ({ engine }) => engine, 'engine');
  const fit = fitFactors(observations);
  if (Number.isNaN(fit.before))
    throw new UsageError('none of these runs is predicted to run at all', 'check model, GPU and parallelism');
  output.json(
    calibrationFile(fit, {
      engine,
      gpu: named(specs, ({ gpu }) => gpu.name),
      model: named(specs, ({ model }) => model.name),
    }),
  );
  output.note(
    `${fit.figures} figures: median error ${fit.before.toFixed(1)} % before, ${fit.after.toFixed(1)} % after`,
  );
  await output.finish();
}

async function observationsIn(
  path: string,
  options: CalibrateOptions,
  workspace: Workspace,
): Promise<Observation[]> {
  const text = await workspace.read(path);
  if (text === undefined) throw new UsageError(`cannot read ${path}`);
  return /^\s*[[{]/.test(text) ? benchmarkIn(path, text, options, workspace) : rowsIn(path, text);
}

async function benchmarkIn(
  path: string,
  text: string,
  options: CalibrateOptions,
  workspace: Workspace,
): Promise<Observation[]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${(error as Error).message}`);
  }
  const read = readBenchmark(json);
  if (!read)
    throw new UsageError(
      `${path} is no result that Batchwise reads`,
      'it takes `vllm bench serve --save-result`, GenAI-Perf or AIPerf exports, `trtllm-bench --report_json`, or a CSV of measurements',
    );
  const settings = await readSettings(options, workspace);
  const deployment = await selectDeployment(options.config, settings, workspace, options.deployment);
  const { spec } = requireSpec(deployment);
  return [{ experiment: { spec, workload: read.workload, static: false }, figures: read.figures }];
}

function rowsIn(path: string, text: string): Observation[] {
  const header = (text.split(/\r?\n/, 1)[0] ?? '').split(',').map((name) => name.trim());
  if (!requiredColumns.every((name) => header.includes(name)))
    throw new UsageError(
      `${path} is neither JSON nor a CSV of measurements`,
      `measurements have at least ${requiredColumns.join(', ')}`,
    );
  const observations = batchesOf(readMeasurements(text).rows).flatMap(({ rows }) => {
    const plan = experimentOf(rows[0]!);
    return 'skipped' in plan ? [] : [{ experiment: plan.experiment, figures: rows }];
  });
  if (observations.length === 0) throw new UsageError(`${path} has no row that Batchwise can predict`);
  return observations;
}

/** @throws UsageError where the runs differ */
function one(specs: readonly EngineSpec[], pick: (spec: EngineSpec) => string, what: string): string {
  const found = [...new Set(specs.map(pick))];
  if (found.length > 1)
    throw new UsageError(
      `these runs are of several ${what}s: ${found.join(', ')}`,
      `calibrate each ${what} apart`,
    );
  return found[0]!;
}

const named = (specs: readonly EngineSpec[], pick: (spec: EngineSpec) => string): string =>
  [...new Set(specs.map(pick))].sort().join(', ');
