import type { Place } from '../../../cli/panel/places.ts';
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

/** The file's name with its folder: enough to know it by, short enough to stand under a knob. */
export function shortPath(path: string): string {
  return path.split('/').slice(-2).join('/');
}
