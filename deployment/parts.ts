import type { Deployment } from './deployment.ts';

/** Some of a Deployment: what one file, one command or one table of defaults knows. */
export type DeploymentParts = {
  readonly [Key in keyof Deployment]?: Deployment[Key] extends object | undefined
    ? Partial<NonNullable<Deployment[Key]>>
    : Deployment[Key];
};

/** Sections whose leaves are merged one by one; everything else is a leaf itself. */
const sections = [
  'engine',
  'model',
  'precision',
  'parallelism',
  'gpu',
  'limits',
  'kvCache',
  'batching',
  'autoscaling',
] as const;

/**
 * Joins what several readers know, the earlier ones before the later ones: a value that one of them has is never
 * replaced by a later one. Call it with flags first, then files, then defaults.
 */
export function mergeParts(...all: readonly DeploymentParts[]): DeploymentParts {
  const merged: Record<string, unknown> = {};
  for (const parts of all) {
    for (const [key, value] of Object.entries(parts)) {
      if (value === undefined || (key === 'undetermined' && (value as readonly string[]).length === 0))
        continue;
      const known = merged[key];
      if (known === undefined) merged[key] = value;
      else if (key === 'undetermined')
        merged[key] = [...new Set([...(known as string[]), ...(value as readonly string[])])];
      else if ((sections as readonly string[]).includes(key))
        merged[key] = fillAbsent(known as Section, value as Section);
    }
  }
  return merged as DeploymentParts;
}

type Section = Readonly<Record<string, unknown>>;

function fillAbsent(known: Section, more: Section): Section {
  const filled: Record<string, unknown> = { ...known };
  for (const [key, value] of Object.entries(more))
    if (filled[key] === undefined && value !== undefined) filled[key] = value;
  return filled;
}

/** A whole Deployment of the parts; the engine's name is the one thing that must be known. */
export function completeDeployment(
  name: string,
  parts: DeploymentParts & { engine: Deployment['engine'] },
): Deployment {
  return {
    model: {},
    precision: {},
    parallelism: {},
    gpu: {},
    limits: {},
    kvCache: {},
    batching: {},
    ...parts,
    name,
  } as Deployment;
}
