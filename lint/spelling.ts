/**
 * How many single-character edits (insert, delete, replace, swap of neighbours) turn one word into the other:
 * the restricted Damerau-Levenshtein distance. Stops early and answers `limit + 1` where it is more than `limit`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let twoAgo: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min(previous[j]! + 1, row[j - 1]! + 1, previous[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) least = Math.min(least, twoAgo[j - 2]! + 1);
      row.push(least);
    }
    if (Math.min(...row) > limit) return limit + 1;
    twoAgo = previous;
    previous = row;
  }
  return previous[b.length]!;
}

export interface Nearest {
  readonly name: string;
  /** Two edits at most in a long name, and no other name as near: hardly anything else can have been meant. */
  readonly certain: boolean;
}

/** Words longer than any name in a catalogue are not compared, so that a file of one long word costs nothing. */
const longest = 80;

/** The name most like `word`, hyphens and underscores alike; undefined where nothing is near enough to be meant. */
export function nearestName(word: string, names: Iterable<string>): Nearest | undefined {
  if (word.length > longest) return undefined;
  const wanted = fold(word);
  let limit = Math.max(1, Math.min(4, Math.floor(wanted.length / 3)));
  let best: string | undefined;
  let distance = limit + 1;
  let alone = false;
  for (const name of names) {
    const found = editDistance(wanted, fold(name), limit);
    if (found > limit) continue;
    if (found < distance) {
      best = name;
      distance = found;
      limit = found;
      alone = true;
    } else if (name !== best) alone = false;
  }
  if (best === undefined) return undefined;
  const near = distance <= 1 || (distance === 2 && wanted.length >= 8);
  return { name: best, certain: alone && near && !differOnlyInNumbers(wanted, fold(best)) };
}

/** `model_1` and `model_2` are two names, not one and its misspelling. */
const differOnlyInNumbers = (a: string, b: string): boolean =>
  a.replaceAll(/[_\d]/g, '') === b.replaceAll(/[_\d]/g, '') &&
  a.replaceAll(/\D/g, '') !== b.replaceAll(/\D/g, '');

const fold = (word: string): string => word.toLowerCase().replace(/^-+/, '').replaceAll('-', '_');
