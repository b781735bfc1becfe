import type { Range } from './text.ts';

/** One word of a command, as the program would receive it. */
export interface Word {
  /** The text after quotes, escapes and known variables; undefined where it depends on something unknown. */
  readonly value: string | undefined;
  /** As written in the file. */
  readonly raw: string;
  /** Where it stands in the file it was found in, quotes included. */
  readonly range: Range;
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
  /** The program after prefixes such as `sudo`, `env`, `mpirun -n 2`, `python3`, `python3 -m` were taken off. */
  readonly program: Word;
  readonly args: readonly Word[];
  /** Prefix words that were taken off, in order: `mpirun`, `-n`, `2`, `python3`. */
  readonly prefix: readonly Word[];
  /** Variables set for this command alone, and those exported or set in its manifest. */
  readonly env: Readonly<Record<string, Word>>;
  readonly range: Range;
  readonly host: HostKind;
  /** The container image the command runs in, where the host says so (Kubernetes, compose, Dockerfile FROM). */
  readonly image?: Word;
}

/** A stretch of a file that is itself a config.pbtxt, such as a Markdown fence. Contiguous: offset + start. */
export interface EmbeddedText {
  readonly language: 'textproto' | 'yaml' | 'python' | 'json';
  readonly text: string;
  readonly start: number;
}
