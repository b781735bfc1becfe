import type { Command, Word } from '../command.ts';
import type { Range } from '../text.ts';
import type { Excerpt } from './excerpt.ts';
import type { Field } from './field.ts';
import type { ShellSurroundings } from './read-shell.ts';
import { unwrap } from './unwrap.ts';

export type FoundCommand =
  | { readonly kind: 'command'; readonly command: Command }
  /** `bash -c script`: the commands are in the script. */
  | {
      readonly kind: 'script';
      readonly script: Excerpt;
      readonly prefix: readonly Word[];
      readonly env: Readonly<Record<string, Word>>;
      readonly image: Word | undefined;
    };

/** A command from its words, at least one; `range` is that of all of them. */
export function commandsOf(
  words: readonly Field[],
  surroundings: ShellSurroundings,
  range: Range,
): FoundCommand {
  const found = unwrap(words, surroundings.env);
  const { env } = found;
  const prefix = found.prefix.map(({ word }) => word);
  const image = found.image ?? surroundings.image;
  const script = found.script?.lenient;
  if (script) return { kind: 'script', script, prefix, env, image };
  return {
    kind: 'command',
    command: commandOf(found.program, found.args, prefix, { ...surroundings, env }, range, image),
  };
}

/** Arguments that go to the entry point of the image that they are given to. */
export const commandOfEntryPoint = (
  args: readonly Field[],
  surroundings: ShellSurroundings,
  range: Range,
): Command => commandOf(undefined, args, [], surroundings, range, surroundings.image);

function commandOf(
  program: Field | undefined,
  args: readonly Field[],
  prefix: readonly Word[],
  { host, env = {} }: ShellSurroundings,
  range: Range,
  image: Word | undefined,
): Command {
  const first = args[0]?.word.range.start ?? range.end;
  return {
    program: program?.word ?? { value: undefined, raw: '', range: { start: first, end: first } },
    args: args.map(({ word }) => word),
    prefix,
    env,
    range,
    host,
    ...(image && { image }),
  };
}
