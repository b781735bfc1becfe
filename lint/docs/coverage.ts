/** What becomes of one thing that Triton does with a configuration. */
export type Coverage = Reported | Unreported;

export interface Reported {
  /** What Triton refuses, or takes and does otherwise than it reads. */
  readonly what: string;
  readonly rules: readonly string[];
  /** The part that no rule can see. */
  readonly except?: string;
}

export interface Unreported {
  readonly what: string;
  /** `fine`: a default or a liberty, nothing to report. `unseen`: not decidable from the files. */
  readonly because: 'fine' | 'unseen';
  readonly why: string;
}

export const by = (what: string, ...rules: string[]): Reported => ({ what, rules });

export const partly = (what: string, rules: readonly string[], except: string): Reported => ({
  what,
  rules,
  except,
});

export const fine = (what: string, why: string): Unreported => ({ what, because: 'fine', why });

export const unseen = (what: string, why: string): Unreported => ({ what, because: 'unseen', why });
