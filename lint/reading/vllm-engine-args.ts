import type { Project } from '../../deployment/project.ts';
import type { Range } from '../../grammar/text.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { ModelConfig } from './model-config.ts';

/** `<version>/model.json` of a model of the vllm backend: vLLM's `AsyncEngineArgs`. */
export interface EngineArgs {
  readonly file: SourceFile;
  readonly values: Readonly<Record<string, unknown>>;
}

/** The engine arguments of a model; undefined where they were not read, or several versions have their own. */
export function engineArgs(config: ModelConfig, project: Project): EngineArgs | undefined {
  const { home } = config;
  if (home === undefined) return undefined;
  const files = project.files.filter(
    ({ path }) => path.startsWith(`${home}/`) && /^\d+\/model\.json$/.test(path.slice(home.length + 1)),
  );
  const [file] = files;
  if (!file || files.length > 1) return undefined;
  try {
    const values: unknown = JSON.parse(file.text);
    return typeof values === 'object' && values !== null
      ? { file, values: values as Record<string, unknown> }
      : undefined;
  } catch {
    return undefined;
  }
}

/** A number of the arguments; text that is one counts, as vLLM's backend converts it. */
export function numberArgument({ values }: EngineArgs, name: string): number | undefined {
  const value = values[name];
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Where an argument stands; the beginning of the file where it does not. */
export function placeOfArgument({ file }: EngineArgs, name: string): Range {
  const match = new RegExp(`"${name}"\\s*:\\s*("[^"\\n]*"|[\\w.+-]+)?`).exec(file.text);
  return match
    ? { start: match.index, end: match.index + match[0].length }
    : { start: 0, end: Math.min(1, file.text.length) };
}
