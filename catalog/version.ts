/**
 * Orders version labels of every tool here: `0.8.0`, `v0.17.0.post1`, `1.0.0rc3`, `24.11`. Numbers compare as numbers,
 * a missing part counts as 0, a pre-release (`rc`, `a`, `b`, `dev`) stands before its release and `post` after it.
 */
export function compareVersions(a: string, b: string): number {
  const left = parse(a);
  const right = parse(b);
  for (let i = 0; i < Math.max(left.release.length, right.release.length); i++) {
    const difference = (left.release[i] ?? 0) - (right.release[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.stage - right.stage || left.serial - right.serial;
}

/** Whether `version` lies in `[from, before)`; an end that is absent is open. */
export function isWithin(version: string, from: string | undefined, before: string | undefined): boolean {
  return (
    (from === undefined || compareVersions(version, from) >= 0) &&
    (before === undefined || compareVersions(version, before) < 0)
  );
}

/** PEP 440's order of suffixes; a local part (`+cu124`, `+b1082979.nv26.8`) does not count. */
const STAGES: Readonly<Record<string, number>> = {
  dev: -4,
  a: -3,
  alpha: -3,
  b: -2,
  beta: -2,
  rc: -1,
  post: 1,
};

interface Parsed {
  readonly release: readonly number[];
  readonly stage: number;
  readonly serial: number;
}

const cache = new Map<string, Parsed>();

/** Flag tables compare the same few labels thousands of times; labels out of files must not make the cache grow. */
function parse(version: string): Parsed {
  const kept = cache.get(version);
  if (kept !== undefined) return kept;
  if (cache.size >= 1000) cache.clear();
  const parsed = parseLabel(version);
  cache.set(version, parsed);
  return parsed;
}

function parseLabel(version: string): Parsed {
  const match = /^[vr]?(\d+(?:\.\d+)*)(?:[.\-_]?(dev|alpha|a|beta|b|rc|post)[.\-_]?(\d*))?/i.exec(
    version.trim(),
  );
  if (match === null) return { release: [], stage: 0, serial: 0 };
  return {
    release: match[1]!.split('.').map(Number),
    stage: match[2] === undefined ? 0 : STAGES[match[2].toLowerCase()]!,
    serial: Number(match[3] || 0),
  };
}
