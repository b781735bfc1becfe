import data from './data/flag-verdicts.json' with { type: 'json' };

/** What a flag of a study guide or an old blog post is today. */
export interface FlagVerdict {
  readonly flag: string;
  /** The tool that has, or had, it. */
  readonly belongsTo: string;
  /** How the same is said today. */
  readonly modern: string;
  /** What `trtllm-build` makes of it, by version. */
  readonly trtllmBuild: string;
}

export const flagVerdicts: readonly FlagVerdict[] = data.verdicts;

/** Options of the old `build.py` and what replaced them; an entry may speak of several options at once. */
export const legacyMapping: readonly {
  readonly flags: readonly string[];
  readonly written: string;
  readonly modern: string;
}[] = data.legacy;
