import type { LocatedCommand } from '../../deployment/project.ts';
import type { Word } from '../../grammar/command.ts';
import type { Range } from '../../grammar/text.ts';

/** How many ranks a launcher starts, and where that is written. */
export interface StartedRanks {
  readonly count: number;
  readonly range: Range;
}

/** By `mpirun` or `srun` before the program; undefined where neither stands there. */
export function startedRanks({ file, command }: LocatedCommand): StartedRanks | 'unknown' | undefined {
  const words = command.prefix;
  const at = words.findIndex(({ value }) => /(^|\/)(mpirun|mpiexec|srun)$/.test(value ?? ''));
  if (at < 0) return undefined;
  const options = words.slice(at + 1);
  if (!/srun$/.test(words[at]!.value ?? '')) return optionOf(options, mpiRanks) ?? 'unknown';
  const nested = options.findIndex(({ value }) => /(^|\/)(mpirun|mpiexec)$/.test(value ?? ''));
  if (nested >= 0) {
    // `srun -n 1 mpirun -n 8`: each task starts all ranks.
    const outer = { file, command: { ...command, prefix: words.slice(0, at + 1 + nested) } };
    return product(startedRanks(outer), optionOf(options.slice(nested + 1), mpiRanks)) ?? 'unknown';
  }
  const tasks = optionOf(options, tasksOption);
  if (tasks) return tasks;
  const own = product(optionOf(options, nodesOption), optionOf(options, perNodeOption));
  if (own) return own;
  // A step that names its nodes or tasks alone takes the rest from its job in ways of its own.
  if (optionOf(options, nodesOption) || optionOf(options, perNodeOption) || command.host !== 'slurm')
    return 'unknown';
  return jobTasks(file.text) ?? 'unknown';
}

const mpiRanks = /^(-n|-np|--n|--np|-c)$/;
const tasksOption = /^(-n|--ntasks)$/;
const nodesOption = /^(-N|--nodes)$/;
const perNodeOption = /^--ntasks-per-node$/;

type Count = StartedRanks | 'unknown' | undefined;

/** The number behind the first option of a name: `-n 4`, `--ntasks=4`. */
function optionOf(words: readonly Word[], name: RegExp): Count {
  for (const [index, word] of words.entries()) {
    const [option, attached] = (word.value ?? word.head ?? word.raw).split('=', 2);
    if (!name.test(option ?? '')) continue;
    const holder = attached === undefined ? words[index + 1] : word;
    return holder?.value === undefined
      ? 'unknown'
      : (countOf(attached ?? holder.value, holder.range) ?? 'unknown');
  }
  return undefined;
}

const countOf = (text: string, range: Range): StartedRanks | undefined =>
  /^[1-9]\d*$/.test(text) ? { count: Number(text), range } : undefined;

function product(nodes: Count, each: Count): Count {
  if (!nodes || !each) return undefined;
  if (nodes === 'unknown' || each === 'unknown') return 'unknown';
  return { count: nodes.count * each.count, range: each.range };
}

/** What the `#SBATCH` lines before the first command of a script ask for. */
function jobTasks(text: string): Count {
  const found = new Map<'tasks' | 'nodes' | 'each', StartedRanks>();
  for (const { 0: line, index } of text.matchAll(/^.*$/gm)) {
    if (line.trim() !== '' && !line.startsWith('#')) break;
    const option =
      /^#SBATCH\s+(-n|-N|--ntasks|--nodes|--ntasks-per-node)(?:[ \t]+|=)(\d+)[ \t]*(?:#.*)?$/.exec(
        line.replace(/\r$/, ''),
      );
    if (!option) continue;
    const start = index + line.indexOf(option[2]!, '#SBATCH'.length + option[1]!.length);
    const count = countOf(option[2]!, { start, end: start + option[2]!.length });
    if (count) found.set(keys[option[1]!]!, count);
  }
  return found.get('tasks') ?? product(found.get('nodes'), found.get('each'));
}

const keys: Readonly<Record<string, 'tasks' | 'nodes' | 'each'>> = {
  '-n': 'tasks',
  '--ntasks': 'tasks',
  '-N': 'nodes',
  '--nodes': 'nodes',
  '--ntasks-per-node': 'each',
};
