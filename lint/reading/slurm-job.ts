import type { Range } from '../../grammar/text.ts';
import type { SourceFile } from '../../workspace/source-file.ts';

/** One option of an `#SBATCH` line. */
export interface JobOption {
  /** The long name without dashes. */
  readonly name: string;
  readonly value: string;
  /** Where the value stands; the name where there is none. */
  readonly range: Range;
  /** A command stands before it, so that `sbatch` does not read it. */
  readonly late: boolean;
}

const shortNames: Readonly<Record<string, string>> = {
  n: 'ntasks',
  N: 'nodes',
  G: 'gpus',
  p: 'partition',
  t: 'time',
  J: 'job-name',
  o: 'output',
  e: 'error',
  A: 'account',
  c: 'cpus-per-task',
};

const jobs = new WeakMap<SourceFile, readonly JobOption[]>();

/**
 * What the `#SBATCH` lines of a batch script ask for, in order; nothing of a script that hands another one to `sbatch`,
 * whose lines would be taken for its own. `sbatch` stops reading at the first line that is no comment (its manual page).
 */
export function jobOptions(file: SourceFile): readonly JobOption[] {
  let options = jobs.get(file);
  if (!options) {
    const isScript = /^#!/.test(file.text) && !/\bsbatch\b|<</.test(file.text.replace(/^[ \t]*#.*$/gm, ''));
    options = isScript ? readOptions(file.text) : [];
    jobs.set(file, options);
  }
  return options;
}

function readOptions(text: string): JobOption[] {
  const options: JobOption[] = [];
  let late = false;
  for (const { 0: line, index } of text.matchAll(/^.*$/gm)) {
    if (!line.startsWith('#')) late ||= line.trim() !== '';
    const words = /^#SBATCH[ \t]/.test(line) ? line.slice(0, commentAt(line)) : '';
    for (const found of words.matchAll(/[ \t](--?)([A-Za-z][\w-]*)(?:(=|[ \t]+(?!-))("[^"]*"|[^\s"]+))?/g)) {
      const [whole, dashes, name, , value = ''] = found;
      const end = index + found.index + whole.length;
      const long = dashes === '--' ? name! : shortNames[name!];
      const start = value === '' ? index + found.index + 1 : end - value.length;
      if (long) options.push({ name: long, value: value.replaceAll('"', ''), range: { start, end }, late });
    }
  }
  return options;
}

/** A `#` after white space begins a comment. */
function commentAt(line: string): number {
  const at = line.slice(1).search(/[ \t]#/);
  return at < 0 ? line.length : at + 1;
}

/** The last option of a name that counts, as a number. */
export function jobNumber(file: SourceFile, name: string): { count: number; range: Range } | undefined {
  const option = jobOptions(file).findLast((each) => each.name === name && !each.late);
  return option && /^[1-9]\d*$/.test(option.value)
    ? { count: Number(option.value), range: option.range }
    : undefined;
}

/** GPUs of each node: `--gres=gpu:h100:8`, `--gres=gpu` (one), `--gpus-per-node=8`. */
export function gpusPerNode(file: SourceFile): { count: number; range: Range }[] {
  return jobOptions(file).flatMap(({ name, value, range, late }) => {
    if (late) return [];
    const found =
      name === 'gres'
        ? /^(?:gres:)?gpu(?::[A-Za-z][\w.-]*)?(?::(\d+))?$/.exec(value)
        : name === 'gpus-per-node'
          ? /^(?:[A-Za-z][\w.-]*:)?(\d+)$/.exec(value)
          : null;
    return found ? [{ count: Number(found[1] ?? 1), range }] : [];
  });
}
