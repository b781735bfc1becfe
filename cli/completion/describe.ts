import type { Argument, Command, Option } from 'commander';
import { type Choices, collect } from '../options/choices.ts';

/** What can stand in a place of the command line. */
export type Values =
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly several?: true }
  | { readonly kind: 'files' }
  /** A number or a name of the user's own: nothing to offer. */
  | { readonly kind: 'free' };

export interface DescribedOption {
  /** `-o`, `--output` */
  readonly flags: readonly string[];
  readonly about: string;
  /** Absent for a switch. */
  readonly value?: Values;
  /** May be given more than once. */
  readonly repeats: boolean;
}

export interface DescribedCommand {
  readonly name: string;
  readonly about: string;
  readonly options: readonly DescribedOption[];
  /** Of what is no option; absent where there is nothing of the kind. */
  readonly argument?: Values;
}

/** Words for places whose parser does not tell them, by the flag (`--gpu`) or the argument's name (`code`). */
export type KnownWords = Readonly<Record<string, Choices>>;

/** All that a shell has to know, out of the very commands that parse the command line. */
export function describeCommands(program: Command, known: KnownWords): DescribedCommand[] {
  return program.commands.map((command) => {
    const [argument] = command.registeredArguments;
    return {
      name: command.name(),
      about: command.description(),
      options: [
        ...command.options.filter((option) => !option.hidden).map((option) => describeOption(option, known)),
        { flags: ['-h', '--help'], about: 'what the command takes', repeats: false },
      ],
      ...(argument && { argument: valuesOf(argument, argument.name(), argument.name(), known) }),
    };
  });
}

function describeOption(option: Option, known: KnownWords): DescribedOption {
  const { short, long, description, required, optional, flags } = option;
  const placeholder = /[<[](\w+)/.exec(flags)?.[1] ?? '';
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    about: description,
    repeats: option.parseArg === collect,
    ...((required || optional) && { value: valuesOf(option, long ?? '', placeholder, known) }),
  };
}

/** Names of places that take a path. */
const paths = new Set(['path', 'paths', 'file', 'inputs', 'rows']);

function valuesOf(place: Option | Argument, name: string, placeholder: string, known: KnownWords): Values {
  if (place.argChoices) return { kind: 'words', words: place.argChoices };
  const choices = hasChoices(place.parseArg) ? place.parseArg : known[name];
  if (choices) {
    const { words, several } = choices;
    return { kind: 'words', words, ...(several && { several }) };
  }
  return paths.has(placeholder) ? { kind: 'files' } : { kind: 'free' };
}

const hasChoices = (parser: unknown): parser is Choices => typeof parser === 'function' && 'words' in parser;
