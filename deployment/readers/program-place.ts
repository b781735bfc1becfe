import type { Range } from '../../grammar/text.ts';
import type { LocatedCommand } from '../project.ts';

/** Where a command says which tool it runs: its program, or the image whose entry point runs. */
export function programPlace({ command }: LocatedCommand): Range {
  const { program, image } = command;
  return program.value === undefined && program.raw === '' && image ? image.range : program.range;
}
