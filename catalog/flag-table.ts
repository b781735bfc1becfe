import type { Source } from './types.ts';

/** The options of one command-line tool over all its releases that the facts cover. */
export interface FlagTable {
  readonly tool: string;
  readonly source: Source;
  /** Releases at which the options were read, oldest first. A release between two has the options of the older one. */
  readonly versions: readonly string[];
  /** The release from which the whole tool is gone. */
  readonly removedIn?: string;
  /** A unique prefix of a long option stands for it: argparse with allow_abbrev, and getopt_long. */
  readonly abbreviations: boolean;
  /** `--a_b` and `--a-b` are the same option (vLLM). */
  readonly underscoresAreDashes: boolean;
  /** `--option.key value` sets one key of a JSON option (vLLM). */
  readonly dottedKeys: boolean;
  /** Releases where a flag or default may belong to the neighbouring release already, or was not read at all. */
  readonly uncertain: readonly UncertainRange[];
  readonly flags: readonly Flag[];
}

export interface UncertainRange {
  readonly from: string;
  readonly before?: string;
  readonly because: string;
}

export interface Flag {
  /** With its dashes, spelt as the tool's help spells it. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly note?: string;
  /** When the option exists and how, oldest first; a hole between two periods is a time without it. */
  readonly periods: readonly FlagPeriod[];
}

export interface FlagPeriod extends FlagShape {
  readonly from: string;
  /** The first release that no longer has this shape; absent where the newest one has it. */
  readonly before?: string;
}

export type FlagType = 'flag' | 'bool' | 'int' | 'float' | 'string' | 'json' | 'list' | 'positional';

export interface FlagShape {
  readonly type: FlagType;
  /** A literal default. Absent: none, or only known as `defaultExpression`. */
  readonly default?:
    | string
    | number
    | boolean
    | readonly (string | number)[]
    | Readonly<Record<string, unknown>>;
  /** The default as the tool's code computes it, for people. */
  readonly defaultExpression?: string;
  /** Every value that is accepted. Absent where any is, or where the set is not known. */
  readonly choices?: readonly (string | number)[];
  /** Well-known values where others are accepted too. */
  readonly suggestions?: readonly (string | number)[];
  readonly caseInsensitive?: boolean;
  /** `?`: the value may be left out; `+`: one or more; `0`: takes none. Absent: exactly one. */
  readonly nargs?: '?' | '+' | '*' | '0';
  /** The spelling that turns a boolean off. */
  readonly negation?: string;
  readonly aliases?: readonly string[];
  readonly deprecated?: boolean;
}

export interface FlagAtVersion extends FlagShape {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly takesValue: boolean;
  readonly note?: string;
  /** False where the facts are not sure that this release already, or still, has it so. */
  readonly certain: boolean;
}

export type FlagResolution =
  | { readonly kind: 'exact' | 'abbreviation'; readonly flag: FlagAtVersion; readonly negated?: boolean }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
  /** `certain` false: the release was not read, so the tool may know the option after all. */
  | { readonly kind: 'unknown'; readonly certain: boolean };
