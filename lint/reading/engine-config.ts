import type { Project } from '../../deployment/project.ts';
import type { Range } from '../../grammar/text.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { ModelConfig } from './model-config.ts';
import { workspacePath } from './mounts.ts';

/** The `config.json` that `trtllm-build` writes beside an engine. */
export interface EngineConfig {
  readonly file: SourceFile;
  readonly build: Readonly<Record<string, unknown>>;
  readonly plugins: Readonly<Record<string, unknown>>;
  /** Ranks: tensor times pipeline parallelism. */
  readonly worldSize: number | undefined;
}

const readings = new WeakMap<SourceFile, EngineConfig | null>();

/** The engine that a path parameter of a model leads to, where it is among the files that were read. */
export function engineConfig(
  config: ModelConfig,
  project: Project,
  key: 'gpt_model_path' | 'encoder_model_path' = 'gpt_model_path',
): EngineConfig | undefined {
  const folder = config.parameter(key);
  const path = folder && workspacePath(folder.value, config, project);
  const file = path && project.files.find((candidate) => candidate.path === `${path}/config.json`);
  return (file && readEngineConfig(file)) || undefined;
}

function readEngineConfig(file: SourceFile): EngineConfig | null {
  let read = readings.get(file);
  if (read === undefined) {
    read = parse(file);
    readings.set(file, read);
  }
  return read;
}

function parse(file: SourceFile): EngineConfig | null {
  let value: unknown;
  try {
    value = JSON.parse(file.text);
  } catch {
    return null;
  }
  const build = memberOf(value, 'build_config');
  if (!isRecord(build)) return null;
  const mapping = memberOf(memberOf(value, 'pretrained_config'), 'mapping');
  const plugins = memberOf(build, 'plugin_config');
  return {
    file,
    build,
    plugins: isRecord(plugins) ? plugins : {},
    worldSize: worldSizeOf(mapping),
  };
}

function worldSizeOf(mapping: unknown): number | undefined {
  const world = memberOf(mapping, 'world_size');
  if (typeof world === 'number') return world;
  const tensor = memberOf(mapping, 'tp_size');
  const pipeline = memberOf(mapping, 'pp_size') ?? 1;
  return typeof tensor === 'number' && typeof pipeline === 'number' ? tensor * pipeline : undefined;
}

/** Where a key first stands in the file, with its value. */
export function placeOfKey({ file }: EngineConfig, key: string): Range {
  const match = new RegExp(`"${key}"\\s*:\\s*("[^"\\n]*"|[\\w.+-]+)?`).exec(file.text);
  return match ? { start: match.index, end: match.index + match[0].length } : { start: 0, end: 0 };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const memberOf = (value: unknown, key: string): unknown => (isRecord(value) ? value[key] : undefined);
