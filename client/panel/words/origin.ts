import type { Place } from '../../../deployment/places.ts';
import type { Origin } from '../../../deployment/traced.ts';

/** Where a value comes from, in a few words for a hover: `model/config.pbtxt:14`, `default of vLLM 0.11`. */
export function originText(origin: Origin, places: readonly Place[]): string {
  switch (origin.kind) {
    case 'file': {
      const place = placeOf(origin, places);
      return place ? `${origin.path}:${place.line}` : origin.path;
    }
    case 'default':
      return `default of ${origin.of}`;
    case 'flag':
      return `set here (${origin.flag})`;
    case 'derived':
      return `from ${origin.from}`;
  }
}

/** The line that the value stands in, where the host has sent it. */
export function placeOf(origin: Origin, places: readonly Place[]): Place | undefined {
  if (origin.kind !== 'file') return undefined;
  return places.find((place) => place.path === origin.path && place.start === origin.range.start);
}

/**
 * A path as short as one still knows it by, to stand under a knob: the file's name, and the folder too for
 * config.pbtxt, of which every model has one.
 */
export function shortPath(path: string): string {
  const parts = path.split('/');
  return parts.slice(parts.at(-1)?.startsWith('config.pbtxt') ? -2 : -1).join('/');
}
