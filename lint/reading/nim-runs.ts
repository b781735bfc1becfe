import type { Deployment } from '../../deployment/deployment.ts';
import type { LocatedCommand, Project } from '../../deployment/project.ts';
import { programPlace } from '../../deployment/readers/program-place.ts';
import { toolOf } from '../../deployment/tools.ts';
import { deploymentAt } from './engine-runs.ts';

/** Every start of a NIM container. */
export const nimRuns = (project: Project): LocatedCommand[] =>
  project.commands.filter(({ command }) => toolOf(command)?.tool === 'nim');

/** `1.10.0` of the image's tag; undefined for `latest` and tags that say nothing. */
export function nimVersion({ command }: LocatedCommand): string | undefined {
  return /:v?(\d+\.\d+[\w.]*)$/.exec(command.image?.value ?? '')?.[1];
}

/** What the container serves, where its engine is known. */
export const nimDeployment = (located: LocatedCommand, project: Project): Deployment | undefined =>
  deploymentAt(located.file.path, programPlace(located), project) ??
  project.deployments.find(
    ({ path, model: { name } }) =>
      path === located.file.path &&
      name?.origin.kind === 'file' &&
      name.origin.range.start === located.command.image?.range.start,
  );
