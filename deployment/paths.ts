import { parentPath } from '../workspace/path.ts';

export { baseName, parentPath as folderOf } from '../workspace/path.ts';

export function isInside(path: string, folder: string): boolean {
  if (folder === '.' || folder === '') return !path.startsWith('/') && !path.startsWith('../');
  const prefix = folder.endsWith('/') ? folder : `${folder}/`;
  return path.startsWith(prefix);
}

/** How many steps apart two files' folders are: 0 in the same folder. */
export function distance(a: string, b: string): number {
  const left = parentPath(a).split('/');
  const right = parentPath(b).split('/');
  let shared = 0;
  while (shared < left.length && shared < right.length && left[shared] === right[shared]) shared++;
  return left.length - shared + (right.length - shared);
}

/** The nearest to `path` of some things that stand in files; the first of equals. */
export function nearest<T>(path: string, things: readonly T[], pathOf: (thing: T) => string): T | undefined {
  let best: T | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const thing of things) {
    const far = distance(path, pathOf(thing));
    if (far < least) {
      least = far;
      best = thing;
    }
  }
  return best;
}
