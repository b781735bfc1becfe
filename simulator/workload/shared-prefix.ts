import type { ContentTree } from './content.ts';
import { meanLength } from './lengths.ts';
import { randomOf } from './random.ts';
import type { Workload } from './workload.ts';

/** Tokens that the prompts of a group have in common. */
export function prefixTokens({ prefix, prompt }: Pick<Workload, 'prefix' | 'prompt'>): number {
  return prefix ? Math.max(0, Math.round(prefix.share * meanLength(prompt))) : 0;
}

/** Adds the groups' texts to the tree; each call draws the one of the next request, −1 where there are none. */
export function sharedPrefixes(workload: Workload, tree: ContentTree): () => number {
  const tokens = prefixTokens(workload);
  const groups = Math.max(1, Math.floor(workload.prefix?.groups ?? 1));
  if (tokens === 0) return () => -1;
  const nodes = Array.from({ length: groups }, () => tree.add(-1, tokens));
  if (groups === 1) return () => nodes[0]!;
  const random = randomOf(workload.seed, 'prefixes');
  return () => nodes[Math.floor(random.uniform() * groups)]!;
}
