import { LineIndex } from '../grammar/text.ts';
import type { Deployment } from './deployment.ts';

/** The line of a file that a value of a Deployment stands in, for a page, which cannot read files. */
export interface Place {
  readonly path: string;
  /** Offset of the value, as in its origin. */
  readonly start: number;
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
}

/** Longer lines, such as a whole launch command, are cut. */
const longestLine = 160;

/** Every line that some value of the deployments comes from; files that `read` does not know are left out. */
export async function placesOf(
  deployments: readonly Deployment[],
  read: (path: string) => Promise<string | undefined>,
): Promise<Place[]> {
  const wanted = new Map<string, Set<number>>();
  for (const deployment of deployments) collect(deployment, wanted);
  const places: Place[] = [];
  for (const [path, starts] of wanted) {
    const text = await read(path);
    if (text === undefined) continue;
    const lines = new LineIndex(text);
    for (const start of starts) {
      const { line } = lines.positionAt(start);
      const range = lines.lineRange(line);
      places.push({
        path,
        start,
        line: line + 1,
        text: text.slice(range.start, range.end).trim().slice(0, longestLine),
      });
    }
  }
  return places;
}

/** Walks plain data for objects of the shape of a file origin, wherever a Deployment holds them. */
function collect(value: unknown, into: Map<string, Set<number>>): void {
  if (typeof value !== 'object' || value === null) return;
  if ('kind' in value && value.kind === 'file' && 'path' in value && 'range' in value) {
    const { path, range } = value;
    if (typeof path !== 'string' || typeof range !== 'object' || range === null || !('start' in range))
      return;
    if (typeof range.start !== 'number') return;
    const starts = into.get(path) ?? new Set();
    into.set(path, starts.add(range.start));
    return;
  }
  for (const child of Object.values(value)) collect(child, into);
}
