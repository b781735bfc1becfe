import type { Range } from './text.ts';

/** One word of a command, as the program would receive it. */
export interface Word {
  /** The text after quotes, escapes and known variables; undefined where it depends on something unknown. */
  readonly value: string | undefined;
  /** As written in the file: always the text of the file at `range`. */
  readonly raw: string;
  /**
   * Where it stands in the file it was found in, quotes included. A word that came out of an array or a variable
   * holding several words stands where it was assigned.
   */
  readonly range: Range;
  /** Where there is no value: what it surely begins with, such as `--tp_size=` of `--tp_size=$TP`. */
  readonly head?: string;
  /** Where there is no value: what it surely ends with, such as `/convert_checkpoint.py` of `$DIR/convert_checkpoint.py`. */
  readonly tail?: string;
}

/** Where a command was found. */
export type HostKind =
  | 'shell'
  | 'dockerfile'
  | 'compose'
  | 'kubernetes'
  | 'slurm'
  | 'markdown'
  | 'python'
  | 'text';

/** A simple command: a program and its arguments, with every word traced to the file it stands in. */
export interface Command {
  /**
   * The program after prefixes such as `sudo`, `env`, `mpirun -n 2`, `python3`, `python3 -m`, `docker run … IMAGE`
   * were taken off. Where an image is run without a program, its entry point is what runs: then there is no value,
   * `raw` is empty and the range an empty one before the first argument.
   */
  readonly program: Word;
  readonly args: readonly Word[];
  /** Prefix words that were taken off, in order: `mpirun`, `-n`, `2`, `python3`. */
  readonly prefix: readonly Word[];
  /** Variables set for this command alone, and those exported or set in its manifest. */
  readonly env: Readonly<Record<string, Word>>;
  readonly range: Range;
  readonly host: HostKind;
  /** The container image the command runs in, where the host says so (Kubernetes, compose, Dockerfile FROM, `docker run`). */
  readonly image?: Word;
}

/**
 * Where a stretch of a word's text stands, without the quotes around it: an edit must leave them, as in `["--a", "b"]`.
 * The whole word where it is written otherwise than it is read, as with escapes or variables.
 */
export function partOfWord({ range, raw, value }: Word, from: number, to?: number): Range {
  const text = value ?? raw;
  const whole = raw.indexOf(text);
  const at = (offset: number, length: number): Range => ({
    start: range.start + offset,
    end: range.start + offset + length,
  });
  if (whole >= 0) return at(whole + from, (to ?? text.length) - from);
  // `--name="some words"`
  const name = from === 0 ? text.slice(0, to) : text.slice(0, from);
  const start = /^["']?/.exec(raw)![0].length;
  if (!raw.startsWith(name, start)) return range;
  return from === 0 ? at(start, name.length) : at(start + from, raw.length - 2 * start - from);
}

/** The last part of the program's path, also where only that part is known; undefined where even that is unknown. */
export function programName(command: Command): string | undefined {
  const { value, tail } = command.program;
  if (value !== undefined) return value.slice(value.lastIndexOf('/') + 1);
  return tail?.includes('/') ? tail.slice(tail.lastIndexOf('/') + 1) : undefined;
}

/**
 * A stretch of a file that is itself a text in another language, such as a Markdown fence or a here-document.
 * As long as the stretch of the file: what does not belong to it, such as the `>` of a quotation, is blanked out.
 * `start` is where it begins in the file.
 */
export interface EmbeddedText {
  readonly language: 'textproto' | 'yaml' | 'python' | 'json';
  readonly text: string;
  readonly start: number;
  /** The file that it is written to, as far as a here-document says. */
  readonly path?: string;
}
