import { useState } from 'preact/hooks';
import type { Prediction } from '../../../simulator/prediction.ts';
import { batchingName } from '../latency/verdict.ts';
import { formatSeconds } from '../words/format.ts';
import type { SlotPicture } from './bars.ts';

interface TimelineTableProps {
  readonly predictions: readonly Prediction[];
  readonly pictures: readonly SlotPicture[];
}

/** The picture in figures, for readers who do not see it. Built only when it is opened: it is long. */
export function TimelineTable({ predictions, pictures }: TimelineTableProps) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>The picture as a table</summary>
      {open &&
        predictions.map((one, index) => (
          <table key={one.batching} class="requests">
            <caption>{batchingName[one.batching]}</caption>
            <thead>
              <tr>
                <th scope="col">Slot</th>
                <th scope="col">Request</th>
                <th scope="col">Tokens in</th>
                <th scope="col">Tokens out</th>
                <th scope="col">Starts</th>
                <th scope="col">First token</th>
                <th scope="col">Done</th>
                <th scope="col">Slot free</th>
              </tr>
            </thead>
            <tbody>
              {pictures[index]?.bars.map((bar) => (
                <tr key={bar.request}>
                  <td>{bar.slot + 1}</td>
                  <td>{bar.request}</td>
                  <td>{bar.promptTokens}</td>
                  <td>{bar.outputTokens}</td>
                  <td>{formatSeconds(bar.start)}</td>
                  <td>{formatSeconds(bar.prefillEnd)}</td>
                  <td>{formatSeconds(bar.end)}</td>
                  <td>{formatSeconds(bar.released)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ))}
    </details>
  );
}
