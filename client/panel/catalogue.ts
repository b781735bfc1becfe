import { gpus } from '../../catalog/gpus.ts';
import { models } from '../../catalog/models.ts';
import type { Catalogue } from './knobs/apply-knobs.ts';

/** The GPUs and models to choose from, in the order of their names. */
export const catalogue: Catalogue = {
  gpus: byName(gpus),
  models: byName(models),
};

function byName<T extends { readonly name: string }>(items: readonly T[]): T[] {
  return [...items].sort((a, b) => a.name.localeCompare(b.name, 'en'));
}
