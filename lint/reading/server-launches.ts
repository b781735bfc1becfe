import { folderOf, isInside } from '../../deployment/paths.ts';
import type { LocatedCommand, Project } from '../../deployment/project.ts';
import { programName, type Word } from '../../grammar/command.ts';
import type { Range } from '../../grammar/text.ts';
import type { ModelConfig } from './model-config.ts';

/** A command that starts Triton with a number of MPI ranks that it says itself. */
export interface ServerLaunch {
  readonly located: LocatedCommand;
  readonly ranks: number;
  readonly range: Range;
}

/**
 * The launches by `mpirun -n N tritonserver` or `launch_triton_server.py` around the repository of a model. Those whose
 * ranks depend on a variable are left out, and so are orchestrators, of which one rank starts the others.
 */
export function serverLaunches(config: ModelConfig, project: Project): ServerLaunch[] {
  const { repository } = config;
  if (repository === undefined) return [];
  const home = folderOf(repository);
  return project.commands.flatMap((located) => {
    if (!isInside(located.file.path, home) || located.command.host === 'markdown') return [];
    const found = ranksOf(located);
    return found ? [{ located, ...found }] : [];
  });
}

function ranksOf({ command }: LocatedCommand): { ranks: number; range: Range } | undefined {
  if (command.env.TRTLLM_ORCHESTRATOR) return undefined;
  const name = programName(command);
  if (name === 'launch_triton_server.py') {
    if (
      command.args.some((word) => /^--(multi-model|disable-spawn|oversubscribe)/.test(word.value ?? word.raw))
    )
      return undefined;
    return optionOf(command.args, /^--(world_size|world-size)$/) ?? bare(command.args, command.program);
  }
  const first = command.prefix.findIndex((word) => /(^|\/)mpi(run|exec)$/.test(word.value ?? ''));
  // Several programs in one call, as the launch script writes it, have their ranks added up.
  if (name !== 'tritonserver' || first < 0 || command.args.some((word) => word.value === ':'))
    return undefined;
  return optionOf(command.prefix.slice(first), /^--?(n|np|c)$/);
}

/** The script starts one rank where it is not told otherwise; not so where a word is unknown. */
const bare = (args: readonly Word[], program: Word) =>
  args.some((word) => word.value === undefined) ? undefined : { ranks: 1, range: program.range };

function optionOf(words: readonly Word[], option: RegExp): { ranks: number; range: Range } | undefined {
  for (const [index, word] of words.entries()) {
    const [name, attached] = (word.value ?? '').split('=', 2);
    if (!option.test(name ?? '')) continue;
    const value = attached === undefined ? words[index + 1] : word;
    const ranks = Number(attached ?? value?.value);
    return value && Number.isInteger(ranks) && ranks > 0 ? { ranks, range: value.range } : undefined;
  }
  return undefined;
}
