import type { Command, Word } from '../../../grammar/command.ts';

/** Every word of a command, for checks that hold for each. */
export const wordsOf = ({ program, args, prefix, env, image }: Command): Word[] => [
  program,
  ...args,
  ...prefix,
  ...Object.values(env),
  ...(image ? [image] : []),
];

/** A command as one line: values, `?` where unknown, the prefix before `:`. */
export function line({ program, args, prefix }: Command): string {
  const text = (word: Word): string => word.value ?? `${word.head ?? ''}?${word.tail ?? ''}`;
  const before = prefix.map(text).join(' ');
  return [...(before ? [`${before}:`] : []), text(program), ...args.map(text)].join(' ');
}

/** Words whose range does not show what they say they are. */
export const misplaced = (text: string, commands: readonly Command[]): Word[] =>
  commands.flatMap(wordsOf).filter(({ raw, range }) => text.slice(range.start, range.end) !== raw);
