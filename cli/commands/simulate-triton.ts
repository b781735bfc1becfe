import { readScheduling } from '../../deployment/readers/triton-scheduling.ts';
import type { ModelScheduling } from '../../deployment/triton-scheduling.ts';
import {
  LatencyTable,
  plainWorkload,
  type ServedSetting,
  simulateTriton,
  type TritonPrediction,
  type TritonWorkload,
  toTritonRequestsCsv,
} from '../../simulator/triton/index.ts';
import { DiskWorkspace } from '../../workspace/node/disk.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { exitCode, UsageError } from '../errors.ts';
import type { DeploymentOptions } from '../options/deployment-options.ts';
import type { BesideModel, TritonOptions } from '../options/triton-options.ts';
import type { WorkloadOptions } from '../options/workload-options.ts';
import { type GlobalOptions, Output, writeAtomically } from '../output.ts';
import { tritonHtml } from '../report/html/triton.ts';
import { ownCommand } from '../report/own-command.ts';
import { tritonReport } from '../report/triton.ts';
import { tritonJson } from '../report/triton-json.ts';
import { significant } from '../report/words.ts';
import { holdsFor, parseTritonAssertion, tritonMetric } from '../triton-assertions.ts';
import { type ConfigFile, readConfig, readTables } from '../triton-inputs.ts';
import { withFlags } from '../triton-settings.ts';
import { tritonWorkload } from '../triton-workload.ts';
import { version } from '../version.ts';

export type SimulateTritonOptions = TritonOptions &
  DeploymentOptions &
  WorkloadOptions & {
    readonly format: 'text' | 'json';
    readonly assert?: string[];
    readonly requestsOut?: string;
    readonly html?: string;
    readonly compare?: readonly string[];
    readonly calibration?: string;
    readonly slo?: unknown;
    readonly staticWaitMs?: number;
    readonly picture?: string;
    readonly gpuPrice?: number;
    readonly timing?: boolean;
    readonly deployment?: string;
  };

/** What one run rests on and what came of it. */
export interface TritonRun {
  readonly config: ConfigFile;
  readonly setting: ServedSetting;
  /** What was filled in for want of a word, each as a sentence. */
  readonly assumptions: readonly string[];
  readonly prediction: TritonPrediction;
  /** What became of the models of --beside. */
  readonly beside: readonly TritonPrediction[];
}

/** `batchwise simulate PATH --latency-table FILE`: any model that Triton serves; exit 1 where an `--assert` does not hold. */
export async function simulateTritonCommand(
  path: string | undefined,
  options: SimulateTritonOptions,
  globals: GlobalOptions,
): Promise<void> {
  const started = performance.now();
  const output = new Output(globals);
  const workspace = new DiskWorkspace(process.cwd());
  refuseForeign(options);
  const assertions = (options.assert ?? []).map(parseTritonAssertion);
  const config = await readConfig(path ?? '.', options.deployment, workspace);
  const { model: read, assumptions } = modelOf(config, options);
  const model = withFlags(read, options);
  const { setting, notes } = await settingOf(model, options, workspace);
  const neighbours: ServedSetting[] = [];
  for (const each of options.beside ?? []) neighbours.push(await besideSetting(each, options, workspace));
  const [prediction, ...beside] = simulated([setting, ...neighbours], options) as [
    TritonPrediction,
    ...TritonPrediction[],
  ];
  const run: TritonRun = { config, setting, assumptions: [...assumptions, ...notes], prediction, beside };
  if (options.requestsOut !== undefined)
    await writeAtomically(options.requestsOut, toTritonRequestsCsv(prediction.requests!));
  if (options.html !== undefined) await writeAtomically(options.html, tritonHtml(run, ownCommand(), version));
  const seconds = (performance.now() - started) / 1000;
  if (options.format === 'json') output.json(tritonJson(run, options.timing ? seconds : Math.floor(seconds)));
  else output.write(tritonReport(run, output.colors, output.width));
  await output.finish();
  const broken = assertions.filter((assertion) => !holdsFor(assertion, prediction));
  for (const { text, metric } of broken)
    process.stderr.write(
      `batchwise: ${text} does not hold: it is ${significant(tritonMetric(metric, prediction), 4)}\n`,
    );
  if (options.timing) process.stderr.write(`${(seconds * 1000).toFixed(0)} ms\n`);
  if (broken.length > 0) process.exitCode = exitCode.findings;
}

/** Flags that a model without tokens and layers has no use for. */
const foreign = [
  'isl',
  'osl',
  'prefixShare',
  'prefixGroups',
  'turns',
  'thinkTime',
  'compare',
  'staticWaitMs',
  'calibration',
  'slo',
  'gpuPrice',
  'engine',
  'engineVersion',
  'model',
  'gpu',
  'tp',
  'pp',
  'dp',
  'ep',
  'weights',
  'kvDtype',
  'maxNumTokens',
  'maxSeqLen',
  'memoryFraction',
  'batching',
  'policy',
  'chunkedPrefill',
  'prefixCaching',
  'replicas',
  'router',
] as const satisfies readonly (keyof SimulateTritonOptions)[];

function refuseForeign(options: SimulateTritonOptions): void {
  // Of pictures there is a default, which nobody asked for.
  const given =
    foreign.find((name) => options[name] !== undefined) ?? (options.picture === 'steps' && 'picture');
  if (!given) return;
  const flag = `--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  throw new UsageError(
    `${flag} says nothing beside --latency-table`,
    'with a latency table the model is known by the time of its batches alone',
  );
}

function modelOf(
  config: ConfigFile,
  options: SimulateTritonOptions,
): { model: ModelScheduling; assumptions: readonly string[] } {
  const read = readScheduling(config.text, {
    name: config.folder,
    gpus: options.gpus ?? 1,
    autoComplete: options.autoComplete ?? true,
  });
  const [problem] = read.problems;
  if (problem || !read.model) {
    const place = problem?.line === undefined ? '' : `:${problem.line}:${problem.column}`;
    throw new UsageError(`${config.path}${place}: ${problem?.message}`, problem?.hint);
  }
  return { model: read.model, assumptions: read.assumptions };
}

async function settingOf(
  scheduling: ModelScheduling,
  options: SimulateTritonOptions,
  workspace: Workspace,
): Promise<{ setting: ServedSetting; notes: readonly string[] }> {
  const notes: string[] = [];
  const contention = options.contention ?? 'shared';
  const tables = await readTables(options.latencyTable!, mostOnOneDevice(scheduling, false), workspace);
  const latency = new LatencyTable(tables.points, contention);
  requireSizes(latency, scheduling);
  const cpu =
    options.cpuLatencyTable &&
    (await readTables(options.cpuLatencyTable, mostOnOneDevice(scheduling, true), workspace));
  const cpuLatency = cpu && new LatencyTable(cpu.points, contention);
  if (cpuLatency) requireSizes(cpuLatency, scheduling);
  if (tables.kinds.has('perf_analyzer'))
    notes.push(
      'an execution takes the compute input, infer and output of perf_analyzer; rows with more than one request in flight are taken to be without dynamic batching',
    );
  const { workload, notes: own } = await tritonWorkload(
    { scheduling, latency, ...(cpuLatency && { cpuLatency }) },
    options,
    tables.clientOverhead,
    workspace,
  );
  const setting = { scheduling, workload, latency, ...(cpuLatency && { cpuLatency }) };
  return { setting, notes: [...notes, ...own] };
}

/** A model of --beside: its own folder and table, and requests for as long as the first model has some. */
async function besideSetting(
  { path, table, rate }: BesideModel,
  options: SimulateTritonOptions,
  workspace: Workspace,
): Promise<ServedSetting> {
  const { model: scheduling } = modelOf(await readConfig(path, undefined, workspace), options);
  const { points } = await readTables([table], mostOnOneDevice(scheduling, false), workspace);
  const latency = new LatencyTable(points, options.contention ?? 'shared');
  requireSizes(latency, scheduling);
  if (scheduling.scheduling.kind === 'sequence')
    throw new UsageError(
      `--beside ${path}: a model with sequence_batching`,
      'simulate it as the first model',
    );
  const workload: TritonWorkload = {
    ...plainWorkload,
    arrivals: { kind: 'poisson', rate },
    requests: Number.POSITIVE_INFINITY,
    seed: (options.seed ?? 0) + 1,
  };
  return { scheduling, workload, latency };
}

/** A table of one batch size says nothing of the others. */
function requireSizes(table: LatencyTable, { scheduling, maxBatchSize, name }: ModelScheduling): void {
  if (table.batches.length > 1 || maxBatchSize <= 1 || scheduling.kind === 'default') return;
  throw new UsageError(
    `the latency table has batch size ${table.batches[0]} alone, and ${name} may batch up to ${maxBatchSize}`,
    `add at least a row for ${maxBatchSize}: perf_analyzer -b ${maxBatchSize} -f FILE, then --latency-table ${maxBatchSize}=FILE`,
  );
}

function mostOnOneDevice({ groups }: ModelScheduling, cpu: boolean): number {
  const counts = new Map<string, number>();
  for (const { kind, gpus, count } of groups) {
    if ((kind === 'cpu') !== cpu) continue;
    for (const device of kind === 'gpu' ? gpus.map(String) : [kind])
      counts.set(device, (counts.get(device) ?? 0) + count);
  }
  return Math.max(1, ...counts.values());
}

function simulated(
  settings: readonly ServedSetting[],
  options: SimulateTritonOptions,
): readonly TritonPrediction[] {
  const limits = options.rateLimitResource ?? [];
  if (limits.length > 0 && options.rateLimit !== 'execution_count')
    throw new UsageError(
      '--rate-limit-resource needs --rate-limit execution_count',
      'Triton ignores it otherwise',
    );
  try {
    return simulateTriton(settings, {
      keepRequests: options.requestsOut !== undefined,
      ...(options.rateLimit === 'execution_count' && { rateLimit: limits }),
    });
  } catch (error) {
    if (error instanceof RangeError)
      throw new UsageError(error.message, 'Triton does not load the model either');
    throw error;
  }
}
