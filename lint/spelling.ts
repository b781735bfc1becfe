/**
 * How many single-character edits (insert, delete, replace, swap of neighbours) turn one word into the other:
 * the restricted Damerau-Levenshtein distance. Stops early and answers `limit + 1` where it is more than `limit`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  const tooFar = limit + 1;
  if (Math.abs(a.length - b.length) > limit) return tooFar;
  let twoAgo: number[] = [];
  let previous: number[] = [];
  let row: number[] = [];
  for (let j = 0; j <= b.length; j++) previous[j] = j;
  for (let i = 1; i <= a.length; i++) {
    // Cells further from the diagonal than the limit are over it anyway.
    const from = Math.max(1, i - limit);
    const to = Math.min(b.length, i + limit);
    row[from - 1] = from === 1 ? i : tooFar;
    let least = row[from - 1]!;
    for (let j = from; j <= to; j++) {
      const above = j === i + limit ? tooFar : previous[j]!;
      let cell = Math.min(above + 1, row[j - 1]! + 1);
      const here = a.charCodeAt(i - 1);
      const there = b.charCodeAt(j - 1);
      cell = Math.min(cell, previous[j - 1]! + (here === there ? 0 : 1));
      if (i > 1 && j > 1 && here === b.charCodeAt(j - 2) && there === a.charCodeAt(i - 2))
        cell = Math.min(cell, twoAgo[j - 2]! + 1);
      row[j] = cell;
      if (cell < least) least = cell;
    }
    if (least > limit) return tooFar;
    [twoAgo, previous, row] = [previous, row, twoAgo];
  }
  return Math.min(previous[b.length]!, tooFar);
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
