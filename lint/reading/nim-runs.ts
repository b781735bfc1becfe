import type { LocatedCommand, Project } from '../../deployment/project.ts';
import { toolOf } from '../../deployment/tools.ts';

/** Every start of a NIM container. */
export const nimRuns = (project: Project): LocatedCommand[] =>
  project.commands.filter(({ command }) => toolOf(command)?.tool === 'nim');

/** `1.10.0` of the image's tag; undefined for `latest` and tags that say nothing. */
export function nimVersion({ command }: LocatedCommand): string | undefined {
  return /:v?(\d+\.\d+[\w.]*)$/.exec(command.image?.value ?? '')?.[1];
}
