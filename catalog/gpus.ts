import data from './data/gpus.json' with { type: 'json' };
import { nearestNames } from './nearest.ts';
import type { Gpu, Lookup } from './types.ts';

export const gpus = data.gpus as unknown as readonly Gpu[];

interface Names {
  readonly gpu: string;
  readonly needs: readonly string[];
  readonly may: readonly string[];
  readonly sizes: readonly number[];
}

const names: readonly Names[] = data.names;
const noise: ReadonlySet<string> = new Set(data.noise);
const byName = new Map(gpus.map((gpu) => [gpu.name, gpu]));
const bySpelling = new Map(
  gpus.flatMap((gpu) => [gpu.name, ...gpu.aliases].map((alias) => [squash(alias), gpu])),
);

/**
 * The card that a loosely written name means: `h100`, `H100-SXM`, `NVIDIA H100 80GB HBM3`, a Kubernetes product label.
 * Every word has to fit the card, so a MIG slice, a laptop part or a card with memory that it never had stays unknown.
 */
export function findGpu(name: string): Lookup<Gpu> {
  const exact = bySpelling.get(squash(name));
  if (exact !== undefined) return { kind: 'found', item: exact };
  const words = wordsOf(name);
  const fitting = names
    .filter((candidate) => fits(candidate, words))
    .map((candidate) => byName.get(candidate.gpu)!);
  if (fitting.length === 1) return { kind: 'found', item: fitting[0]! };
  if (fitting.length > 1) {
    const choice = data.preferred.find(
      (each) =>
        each.needs.every((word) => words.includes(word)) && fitting.some((gpu) => gpu.name === each.gpu),
    );
    return choice === undefined
      ? { kind: 'ambiguous', candidates: fitting }
      : { kind: 'found', item: byName.get(choice.gpu)! };
  }
  return { kind: 'unknown', nearest: nearestGpus(name, words) };
}

function fits(candidate: Names, words: readonly string[]): boolean {
  if (words.length === 0 || !candidate.needs.every((word) => words.includes(word))) return false;
  return words.every((word) => {
    const size = /^(\d+)gb$/.exec(word);
    if (size !== null) return candidate.sizes.includes(Number(size[1]));
    return candidate.needs.includes(word) || candidate.may.includes(word);
  });
}

/** Lower-case words without noise; `80 GiB` and `80g` become `80gb`, `rtx4090` and `h100sxm` come apart. */
function wordsOf(name: string): string[] {
  return name
    .slice(0, 200)
    .toLowerCase()
    .replace(/^\s*\d+\s*x\s+/, '')
    .replace(/\b(\d+)[\s-]*gi?b?\b/g, ' $1gb ')
    .replace(/\b(rtx|gtx)(?=[a-z]?\d)/g, '$1 ')
    .replace(/\b(4090)d\b/g, '$1 d')
    .replace(/\b([a-z]{1,2}\d{2,3}s?)(sxm\d?|pcie|nvl)\b/g, '$1 $2')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '' && !noise.has(word));
}

function nearestGpus(name: string, words: readonly string[]): readonly Gpu[] {
  const family = names.filter((candidate) => candidate.needs.every((word) => words.includes(word)));
  if (family.length > 0) return family.slice(0, 5).map((candidate) => byName.get(candidate.gpu)!);
  return nearestNames(squash(name), [...bySpelling.keys()], 5).flatMap(
    (spelling) => bySpelling.get(spelling)!,
  );
}

function squash(name: string): string {
  return name
    .slice(0, 200)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '');
}
