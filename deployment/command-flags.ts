import type { Command, Word } from '../grammar/command.ts';
import { inFile, type Traced } from './traced.ts';

/** One `--flag value`, `--flag=value` or bare `--flag` of a command. */
export interface GivenFlag {
  /** As written, without `=value`. */
  readonly written: string;
  readonly flagWord: Word;
  /** The value's text; undefined where there is none, or where it depends on an unknown variable. */
  readonly value: string | undefined;
  readonly valueWord: Word | undefined;
}

/** The words of a command as argparse sees them, without knowing the tool: a flag takes the words up to the next flag. */
export class CommandFlags {
  readonly flags: readonly GivenFlag[];
  readonly positionals: readonly Word[];

  constructor(
    readonly command: Command,
    private readonly path: string,
    /** Flags (normalised) known to take no value, so that a word after them is positional. */
    bare: ReadonlySet<string> = new Set(),
  ) {
    const flags: GivenFlag[] = [];
    const positionals: Word[] = [];
    const args = command.args;
    for (let i = 0; i < args.length; i++) {
      const word = args[i]!;
      const text = word.value ?? word.raw;
      if (!isFlag(text)) {
        positionals.push(word);
        continue;
      }
      const equals = text.indexOf('=');
      if (text.startsWith('--') && equals > 0) {
        flags.push({
          written: text.slice(0, equals),
          flagWord: word,
          value: word.value?.slice(equals + 1),
          valueWord: word,
        });
        continue;
      }
      const next = args[i + 1];
      const takesNext = next !== undefined && !isFlag(next.value ?? next.raw) && !bare.has(normalise(text));
      flags.push({
        written: text,
        flagWord: word,
        value: takesNext ? next.value : undefined,
        valueWord: takesNext ? next : undefined,
      });
      if (takesNext) i++;
    }
    this.flags = flags;
    this.positionals = positionals;
  }

  /** The last one given under any of the names: `-` and `_` are the same. */
  given(...names: readonly string[]): GivenFlag | undefined {
    const wanted = new Set(names.map(normalise));
    return this.flags.findLast((flag) => wanted.has(normalise(flag.written)));
  }

  has(...names: readonly string[]): boolean {
    return this.given(...names) !== undefined;
  }

  text(...names: readonly string[]): Traced<string> | undefined {
    const flag = this.given(...names);
    return flag?.value === undefined || flag.valueWord === undefined
      ? undefined
      : inFile(flag.value, this.path, flag.valueWord.range);
  }

  /** A number, with the suffixes that vLLM takes (`8k`, `32K`); undefined where the text is no number. */
  number(...names: readonly string[]): Traced<number> | undefined {
    const text = this.text(...names);
    const value = text && readNumber(text.value);
    return text && value !== undefined ? { value, origin: text.origin } : undefined;
  }

  /** A switch given bare, or as `enable|disable`, `true|false`. */
  switch(...names: readonly string[]): Traced<boolean> | undefined {
    const flag = this.given(...names);
    if (!flag) return undefined;
    const range = flag.valueWord?.range ?? flag.flagWord.range;
    if (flag.valueWord === undefined) return inFile(true, this.path, range);
    if (flag.value === undefined) return undefined;
    if (/^(enable|true|1|yes|on)$/i.test(flag.value)) return inFile(true, this.path, range);
    if (/^(disable|false|0|no|off)$/i.test(flag.value)) return inFile(false, this.path, range);
    return inFile(true, this.path, flag.flagWord.range);
  }
}

const isFlag = (text: string): boolean => /^--?[A-Za-z]/.test(text);
export const normalise = (flag: string): string =>
  flag.replace(/^--?/, '').replaceAll('_', '-').toLowerCase();

/** vLLM's `human_readable_int`: k, m, g, t are powers of 1000, K, M, G, T powers of 1024 (vllm/utils/argparse_utils.py). */
export function readNumber(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([kmgtKMGT]?)$/.exec(text.trim());
  if (!match) return undefined;
  const suffix = match[2]!;
  const power = suffix ? 'kmgt'.indexOf(suffix.toLowerCase()) + 1 : 0;
  return Number(match[1]) * (suffix === suffix.toLowerCase() ? 1000 : 1024) ** power;
}
