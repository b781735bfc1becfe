import {
  type LatencyCsv,
  type LatencyPoint,
  readLatencyCsv,
  readTraceCsv,
  type TracedInference,
} from '../simulator/triton/index.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { UsageError } from './errors.ts';

/** A `config.pbtxt` and the name of the folder it stands in. */
export interface ConfigFile {
  readonly path: string;
  readonly folder: string;
  readonly text: string;
}

/** The configuration of a path: the file itself, a model's folder, or a repository of one model or with `name`. */
export async function readConfig(
  path: string,
  name: string | undefined,
  workspace: Workspace,
): Promise<ConfigFile> {
  const folder = path.replace(/\/+$/, '') || '/';
  if (/\.pbtxt$/.test(folder)) return loaded(folder, workspace);
  const own = `${folder}/config.pbtxt`;
  if (await workspace.exists(own)) return loaded(own, workspace);
  const models: string[] = [];
  for (const entry of await workspace.list(folder))
    if (entry.kind === 'folder' && (await workspace.exists(`${folder}/${entry.name}/config.pbtxt`)))
      models.push(entry.name);
  const chosen = name === undefined ? models : models.filter((model) => model === name);
  if (chosen.length === 1) return loaded(`${folder}/${chosen[0]}/config.pbtxt`, workspace);
  if (models.length === 0)
    throw new UsageError(`no config.pbtxt in ${path}`, 'PATH is a config.pbtxt or the folder of a model');
  throw new UsageError(
    name === undefined ? `${path} has ${models.length} models` : `no model “${name}” in ${path}`,
    `choose one with --deployment: ${models.join(', ')}`,
  );
}

async function loaded(path: string, workspace: Workspace): Promise<ConfigFile> {
  const text = await textOf(path, workspace);
  const folder = (await workspace.realPath(path)).split('/').at(-2) ?? 'model';
  return { path, folder, text };
}

async function textOf(path: string, workspace: Workspace): Promise<string> {
  const { text, why } = await workspace.load(path);
  if (text === undefined) throw new UsageError(`cannot read ${path}: ${why}`);
  return text;
}

export interface ReadTables {
  readonly points: readonly LatencyPoint[];
  /** What perf_analyzer saw outside the server. */
  readonly clientOverhead?: number;
  readonly kinds: ReadonlySet<LatencyCsv['kind']>;
}

/**
 * The points of all files given, `BATCH=FILE` among them.
 * @param instances of the model on one device
 */
export async function readTables(
  files: readonly string[],
  instances: number,
  workspace: Workspace,
): Promise<ReadTables> {
  const points: LatencyPoint[] = [];
  const kinds = new Set<LatencyCsv['kind']>();
  let clientOverhead: number | undefined;
  for (const file of files) {
    const match = /^(\d+)=(.+)$/.exec(file);
    const path = match ? match[2]! : file;
    const batch = match ? Number(match[1]) : 1;
    if (batch < 1) throw new UsageError(`--latency-table ${file}: the batch is at least 1`);
    const csv = readLatencyCsv(await textOf(path, workspace), { batch, instances });
    const [problem] = csv.problems;
    if (problem) throw new UsageError(`${path}:${problem.line}: ${problem.message}`, problem.hint);
    if (match && csv.kind === 'plain')
      throw new UsageError(
        `--latency-table ${file}: ${path} has a column batch of its own`,
        'BATCH= is for a file of perf_analyzer',
      );
    kinds.add(csv.kind);
    points.push(...csv.points);
    clientOverhead ??= csv.clientOverhead;
  }
  return { points, kinds, ...(clientOverhead !== undefined && { clientOverhead }) };
}

export async function readTrace(path: string, workspace: Workspace): Promise<readonly TracedInference[]> {
  const { requests, problems } = readTraceCsv(await textOf(path, workspace));
  const [problem] = problems;
  if (problem) throw new UsageError(`${path}:${problem.line}: ${problem.message}`, problem.hint);
  return requests;
}
