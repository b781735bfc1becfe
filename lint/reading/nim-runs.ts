import { findModel } from '../../catalog/models.ts';
import type { ModelArchitecture } from '../../catalog/types.ts';
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

/** The model of the container: what its engine is told, else what the image is named after. */
export function nimModel(located: LocatedCommand, project: Project): ModelArchitecture | undefined {
  const known = nimDeployment(located, project)?.model.architecture?.value;
  const named = /\/nim\/[^/]+\/([^/:@]+)/.exec(located.command.image?.value ?? '')?.[1];
  const found = known || named === undefined ? undefined : findModel(named);
  return known ?? (found?.kind === 'found' ? found.item : undefined);
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
