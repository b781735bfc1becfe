import type { Totals } from '../../../simulator/prediction.ts';
import { verdictOf } from './verdict.ts';

interface VerdictLineProps {
  readonly predictions: readonly Totals[];
  /** It is the answer to an earlier knob position. */
  readonly stale: boolean;
}

/** The answer of the whole page in one line: how much, what, and why. */
export function VerdictLine({ predictions, stale }: VerdictLineProps) {
  const fixed = predictions.find(({ batching }) => batching === 'static');
  const inflight = predictions.find(({ batching }) => batching === 'inflight');
  if (!fixed || !inflight || fixed.completed === 0 || inflight.completed === 0) return null;
  const { figure, claim, reason } = verdictOf(fixed, inflight);
  return (
    <section class="verdict" aria-label="Verdict" data-stale={stale || undefined}>
      <span class="figure">{figure}</span>
      <p>
        <strong>{claim}</strong>
        <span>{reason}</span>
      </p>
    </section>
  );
}
