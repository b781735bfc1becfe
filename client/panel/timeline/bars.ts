import type { Prediction } from '../../../simulator/prediction.ts';

/** One request in its batch slot. Seconds from the start; `finished` to `released` the slot waits for its batch. */
export interface SlotBar {
  readonly request: number;
  readonly slot: number;
  readonly arrived: number;
  readonly scheduled: number;
  readonly firstToken: number;
  readonly finished: number;
  readonly released: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
}

/** The part of a prediction that the picture shows. */
export interface SlotPicture {
  readonly bars: readonly SlotBar[];
  /** Rows drawn, and how many slots were ever used. */
  readonly rows: number;
  readonly slotsUsed: number;
}

/** A stretch of simulated time, in seconds. */
export interface TimeWindow {
  readonly from: number;
  readonly to: number;
}

/** The requests in the first `rows` slots that are in their slot at some moment of `window`, by slot, then time. */
export function slotPicture(prediction: Prediction, window: TimeWindow, rows: number): SlotPicture {
  const { requests } = prediction;
  const bars: SlotBar[] = [];
  let slotsUsed = 0;
  for (let i = 0; i < requests.count; i++) {
    const slot = requests.slot[i]!;
    if (slot < 0) continue;
    slotsUsed = Math.max(slotsUsed, slot + 1);
    if (slot >= rows || requests.scheduled[i]! >= window.to || requests.released[i]! <= window.from) continue;
    bars.push({
      request: i,
      slot,
      arrived: requests.arrived[i]!,
      scheduled: requests.scheduled[i]!,
      firstToken: requests.firstToken[i]!,
      finished: requests.finished[i]!,
      released: requests.released[i]!,
      promptTokens: requests.promptTokens[i]!,
      outputTokens: requests.outputTokens[i]!,
    });
  }
  bars.sort((a, b) => a.slot - b.slot || a.scheduled - b.scheduled);
  return { bars, rows: Math.min(rows, slotsUsed), slotsUsed };
}

/** How many static batches the window shows: enough to see the pattern, few enough to see single requests. */
const batchesShown = 5;

/**
 * One window for all pictures, so that they can be compared by eye: a few static batches from the moment in the
 * middle half of the run, when queues have formed. Ends with the longest run where that is shorter.
 */
export function sharedWindow(predictions: readonly Prediction[]): TimeWindow {
  const end = Math.max(0, ...predictions.map((one) => one.duration).filter(Number.isFinite));
  const hold = Math.max(0, ...predictions.map(medianHold));
  const length = Math.min(end, hold * batchesShown);
  const from = Math.max(0, Math.min(end / 4, end - length));
  return { from, to: from + length };
}

/** The median time that a request holds its slot. */
function medianHold({ requests }: Prediction): number {
  const held: number[] = [];
  for (let i = 0; i < requests.count; i++) {
    if (requests.slot[i]! >= 0) held.push(requests.released[i]! - requests.scheduled[i]!);
  }
  held.sort((a, b) => a - b);
  return held[held.length >> 1] ?? 0;
}
