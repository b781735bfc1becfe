import { folderOf } from '../../deployment/paths.ts';
import type { LocatedCommand, Project } from '../../deployment/project.ts';
import type { Word } from '../../grammar/command.ts';
import { joinPath, normalisePath } from '../../workspace/path.ts';
import type { ModelConfig } from './model-config.ts';

/** A folder of the workspace as a container sees it. */
interface Mount {
  readonly inside: string;
  readonly outside: string;
}

const readings = new WeakMap<Project, readonly Mount[]>();

/** The folders of the workspace that `docker run` commands mount; what lies elsewhere on the host is left out. */
function mounts(project: Project): readonly Mount[] {
  let found = readings.get(project);
  if (!found) {
    found = project.commands.flatMap((located) => mountsOf(located, project));
    readings.set(project, found);
  }
  return found;
}

/**
 * A path of a config as a path of the workspace: below `$$TRITON_MODEL_DIRECTORY`, below a mount, or a version folder
 * of the model itself. Undefined where it lies, or may lie, outside of what was read.
 */
export function workspacePath(path: string, config: ModelConfig, project: Project): string | undefined {
  const { home, folder } = config;
  const plain = normalisePath(path);
  const below = /^\$\$TRITON_MODEL_DIRECTORY(?:\/(.*))?$/.exec(path);
  if (below) return home === undefined ? undefined : normalisePath(joinPath(home, below[1] ?? ''));
  const version = home !== undefined && folder !== undefined ? versionBelow(plain, folder) : undefined;
  if (version !== undefined && project.paths.has(joinPath(home!, version))) return joinPath(home!, version);
  if (!plain.startsWith('/')) return undefined;
  for (const { inside, outside } of mounts(project)) {
    if (plain === inside) return outside;
    if (plain.startsWith(inside === '/' ? inside : `${inside}/`))
      return normalisePath(joinPath(outside, plain.slice(inside.length + (inside === '/' ? 0 : 1))));
  }
  return project.paths.has(plain) ? plain : undefined;
}

/** `1` of `/models/tensorrt_llm/1`: wherever the repository is mounted, that is the version folder of the model. */
function versionBelow(path: string, folder: string): string | undefined {
  const [version, model] = path.split('/').reverse();
  return model === folder && version !== undefined && /^\d+$/.test(version) ? version : undefined;
}

function mountsOf({ file, command }: LocatedCommand, project: Project): Mount[] {
  const words = command.prefix;
  return words.flatMap((word, index) => {
    const option = words[index - 1]?.value;
    const text = textOf(word);
    if (option === '-v' || option === '--volume') return mount(text, file.path, project);
    const attached = /^(?:-v|--volume)=(.*)$/s.exec(text)?.[1];
    return attached === undefined ? [] : mount(attached, file.path, project);
  });
}

/** As written, quotes off: `$PWD` is no variable that the file sets, and yet it is clear enough. */
const textOf = (word: Word): string => word.value ?? word.raw.replace(/^(["'])([\s\S]*)\1$/, '$2');

function mount(text: string, script: string, project: Project): Mount[] {
  const match = /^((?:\$PWD|\$\{PWD\}|\$\(pwd\)|`pwd`|\.{1,2})?[^:$`]*):(\/[^:$`]*)(?::[\w,]+)?$/.exec(text);
  if (!match) return [];
  const host = match[1]!.replace(/^(\$PWD|\$\{PWD\}|\$\(pwd\)|`pwd`)/, '.');
  const inside = normalisePath(match[2]!);
  if (host.startsWith('/')) {
    const outside = normalisePath(host);
    return project.paths.has(outside) ? [{ inside, outside }] : [];
  }
  // A bare name is a volume of Docker's own.
  if (!host.startsWith('.')) return [];
  for (const base of [folderOf(script), '.']) {
    const outside = normalisePath(joinPath(base, host));
    if (project.paths.has(outside)) return [{ inside, outside }];
  }
  return [];
}
