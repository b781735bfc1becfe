/**
 * How long blocks are kept that a request wrote or found: TensorRT-LLM's KvCacheRetentionConfig, which comes with a
 * request (executor/kvCacheRetentionConfig.cpp). Here all requests of a workload come with the same.
 */
export interface Retention {
  /** Stretches of the prompt that do not overlap, the first one first. */
  readonly ranges?: readonly RetentionRange[];
  /** The text that the prompts of a group have in common, in place of a range from 0 to its end. */
  readonly prefix?: RetentionLevel;
  /** What was generated; 35 where absent. */
  readonly answer?: RetentionLevel;
}

export interface RetentionLevel {
  /** 0 goes first, 100 last; 35 is what blocks have that nobody says anything of. */
  readonly priority: number;
  /** So many seconds after its last use a block is like any other; absent: never. */
  readonly duration?: number;
}

export interface RetentionRange extends RetentionLevel {
  /** From this token on, and before that one; to the prompt's end where absent. */
  readonly from: number;
  readonly to?: number;
}

/** What the requests of a workload ask for, with the length of the text that they have in common. */
export interface RetentionWishes {
  readonly retention: Retention;
  readonly prefixTokens: number;
}

/** All stretches by token, that of the common text too. */
export function retentionRanges(
  { ranges = [], prefix }: Retention,
  prefixTokens: number,
): readonly RetentionRange[] {
  if (!prefix || prefixTokens === 0) return ranges;
  return [
    { ...prefix, from: 0, to: prefixTokens },
    ...ranges
      .filter(({ to }) => to === undefined || to > prefixTokens)
      .map((range) => ({ ...range, from: Math.max(range.from, prefixTokens) })),
  ];
}
