import { folderOf } from '../../deployment/paths.ts';
import type { Project } from '../../deployment/project.ts';

const indexes = new WeakMap<Project['paths'], ReadonlyMap<string, ReadonlySet<string>>>();

/** The names of what stands directly in a folder, files and folders alike, as far as it is known. */
export function namesIn(project: Project, folder: string): ReadonlySet<string> {
  let index = indexes.get(project.paths);
  if (!index) {
    index = indexFolders(project.paths);
    indexes.set(project.paths, index);
  }
  return index.get(folder) ?? none;
}

const none: ReadonlySet<string> = new Set();

function indexFolders(paths: ReadonlySet<string>): Map<string, Set<string>> {
  const index = new Map<string, Set<string>>();
  for (let path of paths) {
    // A file's folders may not be listed themselves; one that is known has its own parents already.
    for (;;) {
      const folder = folderOf(path);
      if (folder === path || path === '.' || path === '') break;
      const names = index.get(folder) ?? new Set<string>();
      index.set(folder, names);
      const name = path.slice(path.lastIndexOf('/') + 1);
      if (names.has(name)) break;
      names.add(name);
      path = folder;
    }
  }
  return index;
}

/** The version folders of a model: Triton reads a folder whose name is a number without leading zeros. */
export const versionsIn = (project: Project, modelFolder: string): string[] =>
  [...namesIn(project, modelFolder)].filter((name) => /^(0|[1-9]\d*)$/.test(name));

/** True for a path that, counted from a folder, leads out of it. */
export function leavesFolder(path: string): boolean {
  let depth = 0;
  for (const part of path.split('/')) {
    if (part === '..') depth--;
    else if (part !== '.' && part !== '') depth++;
    if (depth < 0) return true;
  }
  return false;
}

/** The path of a file below a folder, without `.`, `..` and doubled slashes. */
export function pathBelow(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return [...(folder === '.' ? [] : [folder]), ...parts].join('/');
}
