import { useMemo, useState } from 'preact/hooks';
import type { Prediction, Totals } from '../../../simulator/prediction.ts';
import { batchingName } from '../latency/verdict.ts';
import { formatNumber, formatSeconds, formatShare } from '../words/format.ts';
import { type RequestBar, sharedWindow, slotPicture } from './bars.ts';
import { SlotChart, WaitHatch } from './slot-chart.tsx';
import { type TimeScale, timeScale } from './time-scale.ts';
import { TimelineTable } from './timeline-table.tsx';

/** More rows than these blur; the rest of the slots look the same. */
const mostRows = 24;

interface TimelineProps {
  /** Of few requests, in the order of `totals`. */
  readonly predictions: readonly Prediction[];
  /** Of many. */
  readonly totals: readonly Totals[];
}

/** Who ran when: the batch slots of each mode above each other on one time axis. */
export function TimelineSection({ predictions, totals }: TimelineProps) {
  const [active, setActive] = useState<ActiveBar>();
  const { time, pictures, rows } = useMemo(() => picturesOf(predictions), [predictions]);
  // Hundreds of bars that stay while better figures come and while one points at them.
  const charts = useMemo(
    () =>
      predictions.map((one, index) => {
        const batching = batchingName[one.batching];
        return (
          <SlotChart
            label={`${batching}: requests in their batch slots over time`}
            picture={pictures[index]!}
            rows={rows}
            time={time}
            answered={one.duration}
            requests={one.count}
            onActive={(bar) => setActive(bar && { bar, batching })}
          />
        );
      }),
    [predictions],
  );
  return (
    <section class="timeline" aria-labelledby="timeline-title">
      <div class="section-head">
        <h2 id="timeline-title">
          Who runs when
          <small class="muted">the first {formatNumber(predictions[0]?.count ?? 0)} requests</small>
        </h2>
        <ul class="keys" aria-label="Colours">
          <li>
            <i class="swatch prefill" /> prefill
          </li>
          <li>
            <i class="swatch decode" /> decode
          </li>
          <li>
            <i class="swatch waits" /> done, waits for the batch
          </li>
        </ul>
      </div>
      <WaitHatch />
      {predictions.map((one, index) => {
        const picture = pictures[index]!;
        return (
          <figure key={one.batching} class="slots" data-batching={one.batching}>
            <figcaption>
              <strong>{batchingName[one.batching]}</strong>
              <span class="muted">
                {picture.slotsUsed > rows
                  ? `${rows} of ${picture.slotsUsed} slots`
                  : `${picture.slotsUsed} slots`}
                , {formatShare((totals[index] ?? one).usefulSlotShare)} of the slot time useful
              </span>
            </figcaption>
            {charts[index]}
          </figure>
        );
      })}
      <TimeAxis time={time} />
      <p class="readout" aria-live="polite">
        {active ? (
          wordsFor(active)
        ) : (
          <span class="muted">Point at a request, or reach one with Tab and the arrow keys.</span>
        )}
      </p>
      <TimelineTable predictions={predictions} pictures={pictures} />
    </section>
  );
}

interface ActiveBar {
  readonly bar: RequestBar;
  readonly batching: string;
}

function picturesOf(predictions: readonly Prediction[]) {
  const window = sharedWindow(predictions);
  const pictures = predictions.map((one) => slotPicture(one, window, mostRows));
  return { time: timeScale(window), pictures, rows: Math.max(1, ...pictures.map((one) => one.rows)) };
}

function TimeAxis({ time }: { time: TimeScale }) {
  return (
    <div class="axis" aria-hidden="true">
      {time.ticks.map((tick) => (
        <span key={tick} ref={(element) => element?.style.setProperty('left', `${time.at(tick)}%`)}>
          {formatSeconds(tick)}
        </span>
      ))}
    </div>
  );
}

function wordsFor({ bar, batching }: ActiveBar) {
  const waits = bar.released - bar.end;
  return (
    <>
      <strong>
        {batching}, request {bar.request}
      </strong>
      {`, ${formatNumber(bar.promptTokens)} + ${formatNumber(bar.outputTokens)} tokens: waited ` +
        `${formatSeconds(bar.start - bar.arrived)}, first token after ${formatSeconds(bar.prefillEnd - bar.arrived)}, ` +
        `answered after ${formatSeconds(bar.answered - bar.arrived)}`}
      {waits > 1e-9 ? `; its slot computed nothing new for the last ${formatSeconds(waits)}.` : '.'}
    </>
  );
}
