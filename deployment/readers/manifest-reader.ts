import { covers } from '../../grammar/text.ts';
import type { Manifest } from '../project.ts';
import { inFile, type Traced } from '../traced.ts';

export type Path = readonly (string | number)[];

/** Operators nest no deeper. */
const deepest = 16;

/** The levels of a manifest that hold a place, from the outermost to the innermost. */
export function pathTo(manifest: Manifest, at: number): { path: Path; value: object }[] {
  const levels: { path: Path; value: object }[] = [];
  const path: (string | number)[] = [];
  let value: unknown = manifest.value;
  while (typeof value === 'object' && value !== null && path.length < deepest) {
    levels.push({ path: [...path], value });
    const keys = Array.isArray(value) ? value.keys() : Object.keys(value);
    const next = [...keys].find((key) => {
      const range = manifest.rangeOf([...path, key]);
      return range !== undefined && covers(range, at);
    });
    if (next === undefined) break;
    path.push(next);
    value = (value as Record<string | number, unknown>)[next];
  }
  return levels;
}

/** Values of a manifest by their path, each with its place. */
export class ManifestReader {
  constructor(private readonly manifest: Manifest) {}

  isOf(manifest: Manifest): boolean {
    return this.manifest === manifest;
  }

  value(path: Path): unknown {
    let at: unknown = this.manifest.value;
    for (const key of path) {
      if (typeof at !== 'object' || at === null) return undefined;
      at = (at as Record<string | number, unknown>)[key];
    }
    return at;
  }

  text(path: Path): Traced<string> | undefined {
    const value = this.value(path);
    const range = this.manifest.rangeOf(path);
    return typeof value === 'string' && range ? inFile(value, this.manifest.file.path, range) : undefined;
  }

  /** A number, or a text that is one: both are quantities to Kubernetes. */
  number(path: Path): Traced<number> | undefined {
    const value = this.value(path);
    const range = this.manifest.rangeOf(path);
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) && range
      ? inFile(number, this.manifest.file.path, range)
      : undefined;
  }
}
