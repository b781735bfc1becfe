import type { Manifest } from '../../deployment/project.ts';
import type { Path } from '../../deployment/readers/manifest-reader.ts';

/** A mapping of a manifest. */
export type Mapping = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value below a mapping at a path of keys and indexes; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return here;
}

export const listAt = (value: unknown, path: Path): readonly unknown[] => {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
};

/** Nesting that no manifest needs. */
const deepest = 24;

/** Every list under `containers` or `initContainers`, wherever the kind keeps its pods. */
export function containersOf({ value }: Manifest): { pod: Path; path: Path; container: Mapping }[] {
  const found: { pod: Path; path: Path; container: Mapping }[] = [];
  const walk = (node: unknown, path: Path): void => {
    if (typeof node !== 'object' || node === null || path.length > deepest) return;
    for (const [key, below] of Array.isArray(node) ? node.entries() : Object.entries(node)) {
      if ((key === 'containers' || key === 'initContainers') && Array.isArray(below))
        for (const [index, container] of below.entries())
          if (isMapping(container)) found.push({ pod: path, path: [...path, key, index], container });
      walk(below, [...path, key]);
    }
  };
  walk(value, []);
  return found;
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A quantity of bytes as Kubernetes writes it, `16Gi`; undefined for what is none. */
export function bytesOf(quantity: unknown): number | undefined {
  if (typeof quantity === 'number') return quantity;
  const match = typeof quantity === 'string' ? /^(\d+(?:\.\d+)?)(k|[MGT]i?|Ki)?$/.exec(quantity) : null;
  return match ? Number(match[1]) * units[match[2] ?? '']! : undefined;
}
