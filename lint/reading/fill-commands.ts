import {
  mandatoryPlaceholders,
  placeholdersOutsideStrings,
  trtllmParameters,
} from '../../catalog/trtllm-parameters.ts';
import { baseName, distance } from '../../deployment/paths.ts';
import type { LocatedCommand, Project } from '../../deployment/project.ts';
import { programName, type Word } from '../../grammar/command.ts';
import type { Range } from '../../grammar/text.ts';
import type { SourceFile } from '../../workspace/source-file.ts';

/** One `name:value` of a command line of `fill_template.py`. */
export interface Substitution {
  /** As written, with its colon and value. */
  readonly text: string;
  readonly range: Range;
  /** Undefined where the piece is not `name:value`. */
  readonly name: string | undefined;
  /** Undefined where it depends on an unknown variable. */
  readonly value: string | undefined;
  /** The piece is written in plain text, so that how it is split is certain. */
  readonly plain: boolean;
  /** How many colons stand in it that are not escaped. */
  readonly colons: number;
}

/** One call of `fill_template.py [-i] FILE "name:value,…"`. */
export interface FillCommand {
  readonly located: LocatedCommand;
  /** The files of the project that FILE can mean; more than one where the path tells no better. */
  readonly targets: readonly SourceFile[];
  readonly substitutions: readonly Substitution[];
}

const readings = new WeakMap<Project, readonly FillCommand[]>();

/** Every call of TensorRT-LLM's `fill_template.py` in scripts, Dockerfiles, manifests and Markdown. */
export function fillCommands(project: Project): readonly FillCommand[] {
  let commands = readings.get(project);
  if (!commands) {
    commands = project.commands.flatMap((located) => {
      if (programName(located.command) !== 'fill_template.py') return [];
      const [file, pairs] = located.command.args.filter((word) => !/^-/.test(word.value ?? word.raw));
      if (!file || !pairs) return [];
      return [{ located, targets: targetsOf(file, located, project), substitutions: readPairs(pairs) }];
    });
    readings.set(project, commands);
  }
  return commands;
}

export interface Filling {
  /** Values by name; undefined where commands differ or a variable is not known. */
  readonly values: ReadonlyMap<string, string | undefined>;
  readonly commands: readonly FillCommand[];
}

/** What the commands of a project fill into one file; undefined where none does. */
export function fillingOf(project: Project, file: SourceFile): Filling | undefined {
  const commands = fillCommands(project).filter(({ targets }) => targets.includes(file));
  if (commands.length === 0) return undefined;
  // The tool always knows this one (fill_template.py: sub_dict).
  const values = new Map<string, string | undefined>([['max_queue_size', '0']]);
  const given = new Set<string>();
  for (const { name, value } of commands.flatMap(({ substitutions }) => substitutions)) {
    if (name === undefined) continue;
    values.set(name, given.has(name) && values.get(name) !== value ? undefined : value);
    given.add(name);
  }
  return { values, commands };
}

/** Names that some template of TensorRT-LLM leaves to be filled. */
export const placeholderNames: ReadonlySet<string> = new Set([
  ...trtllmParameters.flatMap(({ placeholder }) => /^\$\{(\w+)\}$/.exec(placeholder ?? '')?.[1] ?? []),
  ...Object.values(mandatoryPlaceholders).flat(),
  ...placeholdersOutsideStrings,
]);

/** The configs whose path ends as FILE does, the folder of the model included; of equals the nearest to the script. */
function targetsOf(word: Word, { file: script }: LocatedCommand, project: Project): SourceFile[] {
  const path = word.value ?? word.tail;
  const parts = path?.split('/').filter((part) => part !== '' && part !== '.') ?? [];
  if (path === undefined || parts.length < 2 || !/\.pbtxt$/.test(path)) return [];
  let most = 0;
  let found: SourceFile[] = [];
  for (const file of project.files) {
    if (file.kind !== 'triton-config' || baseName(file.path) !== parts.at(-1)) continue;
    const shared = sharedEnd(file.path.split('/'), parts);
    if (shared < 2 || shared < most) continue;
    if (shared > most) found = [];
    most = shared;
    found.push(file);
  }
  const far = found.map((file) => distance(script.path, file.path));
  const least = Math.min(...far);
  return found.filter((_, index) => far[index] === least);
}

function sharedEnd(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a.at(-1 - shared) === b.at(-1 - shared)) shared++;
  return shared;
}

/** Splits `a:1,b:2` at commas, and each piece at its first colon; a backslash takes the next character as it is. */
function readPairs(word: Word): Substitution[] {
  const quoted = /^(["'])[\s\S]*\1$/.test(word.raw);
  const text = word.value ?? (quoted ? word.raw.slice(1, -1) : word.raw);
  const at = word.raw.indexOf(text);
  const found: Substitution[] = [];
  let start = 0;
  for (let i = 0; i <= text.length; i++) {
    if (text[i] === '\\') i++;
    else if (i === text.length || text[i] === ',') {
      const range =
        at < 0 ? word.range : { start: word.range.start + at + start, end: word.range.start + at + i };
      found.push(readPair(text.slice(start, i), range, word.value !== undefined));
      start = i + 1;
    }
  }
  return found;
}

function readPair(text: string, range: Range, known: boolean): Substitution {
  const plain = known || !/[$`]/.test(text);
  const colons = [...text.matchAll(/\\.|:/gs)].filter(([one]) => one === ':').map(({ index }) => index);
  const name = colons[0] === undefined ? undefined : text.slice(0, colons[0]).trim();
  const value = colons[0] === undefined ? undefined : text.slice(colons[0] + 1).replaceAll(/\\(.)/gs, '$1');
  return {
    text,
    range,
    name: name !== undefined && /^[A-Za-z_]\w*$/.test(name) ? name : undefined,
    value: plain ? value : undefined,
    plain,
    colons: colons.length,
  };
}
