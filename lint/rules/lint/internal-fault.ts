import type { Rule } from '../../rule.ts';

/** Reported by `lint` itself where another rule throws; it has no examples, since no input should bring it about. */
export const internalFault: Rule = {
  code: 'BWX002',
  name: 'internal-fault',
  area: 'lint',
  severity: 'error',
  appliesTo: 'every file',
  summary: 'A rule failed while it was checking.',
  why: 'The fault is in Batchwise and not in your files. All other rules have run; what this one would have found is unknown.',
  remedy:
    'Report it with the file that brings it about. `--ignore` with the code of the failing rule works around it.',
  sources: [],
  examples: { bad: [], good: [] },
  check: () => undefined,
};
