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
  const found = unwrap(words);
  const env = { ...surroundings.env, ...found.env };
  const prefix = found.prefix.map(({ word }) => word);
  const image = found.image ?? surroundings.image;
  const script = found.script?.lenient;
  if (script) return { kind: 'script', script, prefix, env, image };
  const first = found.args[0]?.word.range.start ?? range.end;
  const entryPoint: Word = { value: undefined, raw: '', range: { start: first, end: first } };
  return {
    kind: 'command',
    command: {
      program: found.program?.word ?? entryPoint,
      args: found.args.map(({ word }) => word),
      prefix,
      env,
      range,
      host: surroundings.host,
      ...(image && { image }),
    },
  };
}
