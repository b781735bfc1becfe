import type { Deployment } from '../../deployment/deployment.ts';
import { loadProject } from '../../deployment/load.ts';
import type { Project } from '../../deployment/project.ts';
import type { Traced } from '../../deployment/traced.ts';
import { MemoryWorkspace } from '../../workspace/memory-workspace.ts';

/** A project of texts by path, and what its values point at. */
export interface Loaded {
  readonly project: Project;
  readonly deployments: readonly Deployment[];
  /** The only Deployment. */
  readonly deployment: Deployment;
  /** The text that a value's origin points at; `default` and the like where it stands in no file. */
  quoted(leaf: Traced<unknown> | undefined): string | undefined;
}

export async function load(files: Readonly<Record<string, string>>): Promise<Loaded> {
  const project = await loadProject(new MemoryWorkspace(files), ['.']);
  return {
    project,
    deployments: project.deployments,
    get deployment() {
      if (project.deployments.length !== 1) throw new Error(`${project.deployments.length} deployments`);
      return project.deployments[0]!;
    },
    quoted: (leaf) => {
      if (leaf?.origin.kind !== 'file') return leaf?.origin.kind;
      const { path, range } = leaf.origin;
      return project.files.find((file) => file.path === path)?.text.slice(range.start, range.end);
    },
  };
}

/** The Deployment of one script. */
export const ofScript = async (script: string): Promise<Deployment> =>
  (await load({ 'serve.sh': script })).deployment;
