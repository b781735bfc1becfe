import { formatNumber, formatShare } from '../words/format.ts';

interface RestsOnProps {
  readonly requests: number;
  /** Share of a run that is under way and takes its time, 0 to 1. */
  readonly progress: number | undefined;
  /** The figures are of an earlier knob position. */
  readonly stale: boolean;
  readonly onStop: () => void;
}

/** How many requests the figures rest on, and whether better ones are on their way. */
export function RestsOn({ requests, progress, stale, onStop }: RestsOnProps) {
  const counted = `${formatNumber(requests)} simulated requests`;
  return (
    <p class="rests-on muted" data-requests={stale ? undefined : requests}>
      {stale ? (
        `simulating${progress === undefined ? '' : `, ${formatShare(progress)}`}`
      ) : progress === undefined ? (
        `${counted}, the same for each column`
      ) : (
        <>
          {`${counted} so far, ${formatShare(progress)} of a better answer `}
          <button type="button" class="quiet" onClick={onStop}>
            Stop
          </button>
        </>
      )}
    </p>
  );
}
