import type { Project } from '../deployment/project.ts';
import type { SourceFile } from '../workspace/source-file.ts';

/**
 * The files of `project` that are other than in `before`, where nothing differs but texts of some `config.pbtxt` that
 * say nothing outside of themselves; undefined where more has changed.
 */
export function changedConfigs(before: Project, project: Project): ReadonlySet<SourceFile> | undefined {
  if (before.files.length !== project.files.length || !samePaths(before.paths, project.paths))
    return undefined;
  const same = beside.every((key) => sameItems<unknown>(before[key], project[key]));
  if (!same) return undefined;
  const changed = new Set<SourceFile>();
  for (const [at, file] of project.files.entries()) {
    const earlier = before.files[at]!;
    if (earlier === file) continue;
    if (earlier.path !== file.path || file.kind !== 'triton-config') return undefined;
    changed.add(file);
  }
  return changed;
}

/** What a project holds that is of no config, or of a comment in one. */
const beside = [
  'commands',
  'calls',
  'embedded',
  'manifests',
  'versions',
  'directives',
  'unreadable',
] as const satisfies readonly (keyof Project)[];

/** The project as a rule about single configs is to see it: with no other configs than those of some files. */
export const onlyConfigsOf = (project: Project, files: ReadonlySet<SourceFile>): Project => ({
  ...project,
  tritonConfigs: project.tritonConfigs.filter(({ file }) => files.has(file)),
});

const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a === b || (a.length === b.length && a.every((item, at) => item === b[at]));

function samePaths(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  if (a === b) return true;
  if (a.size !== b.size) return false;
  for (const path of a) if (!b.has(path)) return false;
  return true;
}
