import type { Severity } from '../finding.ts';

/** What a `batchwise.yaml` says; absent is what it leaves open. */
export interface LintConfig {
  /** The GPU to check against where the files name none; a catalogue name. */
  readonly gpu?: string;
  /** Releases to check against where the files name none: `{ triton: '26.07' }`. */
  readonly targets?: Readonly<Record<string, string>>;
  /** Triton completes configurations by itself. */
  readonly autoComplete?: boolean;
  /** Codes, names or beginnings of codes. */
  readonly select?: readonly string[];
  readonly ignore?: readonly string[];
  /** From which severity on a run fails. */
  readonly failOn?: FailOn;
  readonly overrides?: readonly Override[];
}

export type FailOn = Severity | 'never';

/** What is put up with in some files. */
export interface Override {
  /** Patterns as in a `.gitignore` beside the config file. */
  readonly paths: readonly string[];
  readonly ignore: readonly string[];
}

/** A mistake in a config file, 1-based. */
export interface ConfigProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: LintConfig }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** Where it is looked for: in the folder of the run and those above it. */
export const configName = 'batchwise.yaml';

/** The tools whose release can be a target. */
export const targetTools = ['triton', 'trtllm', 'vllm', 'sglang', 'tgi'] as const;
