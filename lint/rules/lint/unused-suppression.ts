import type { Rule } from '../../rule.ts';

/** Reported by `lint` itself, which alone knows what was suppressed; there is nothing to check before. */
export const unusedSuppression: Rule = {
  code: 'BWX001',
  name: 'unused-suppression',
  area: 'lint',
  severity: 'warning',
  appliesTo: '`batchwise-ignore` comments in every file',
  summary: 'A suppression comment suppresses nothing, or names a rule that does not exist.',
  why: 'The mistake it was written for is gone or was misspelt; left in place it would hide the next one of its kind.',
  remedy: 'Delete the comment, or correct the code in it.',
  sources: [],
  examples: {
    bad: [
      'backend: "python"\nmax_batch_size: 8 # batchwise-ignore «BWS001» -- was misspelt once\n',
      '# batchwise-ignore-file «BWT999»\nbackend: "python"\n',
    ],
    good: ['backend: "python"\nmax_batch_sizes: 8 # batchwise-ignore BWS001 -- read by our own tool\n'],
  },
  check: () => undefined,
};
