import { type SlotBar, slotTimeline } from '../../../simulator/index.ts';
import type { Prediction } from '../../../simulator/prediction.ts';

/** One request in its batch slot, with what its hover says. Seconds from the start, tokens. */
export interface RequestBar extends SlotBar {
  readonly arrived: number;
  /** When its answer was given: in a static batch with all the others. */
  readonly answered: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
}

/** The part of a prediction that the picture shows. */
export interface SlotPicture {
  readonly bars: readonly RequestBar[];
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
  const bars = slotTimeline(prediction, { ...window, maxSlots: rows }).map((bar) => ({
    ...bar,
    arrived: requests.arrived[bar.request]!,
    answered: requests.finished[bar.request]!,
    promptTokens: requests.promptTokens[bar.request]!,
    outputTokens: requests.outputTokens[bar.request]!,
  }));
  const slotsUsed = requests.slot.reduce((most, slot) => Math.max(most, slot + 1), 0);
  return { bars, rows: Math.min(rows, slotsUsed), slotsUsed };
}

/**
 * One window from the first arrival for all pictures, so that they can be compared by eye: about three turns of the
 * mode that holds its slots longest, which for static batching are batches. Where another mode is long done by then
 * the window ends at twice its time, so that its requests can still be told apart, but never within a turn.
 */
export function sharedWindow(predictions: readonly Prediction[]): TimeWindow {
  const durations = predictions.map((one) => one.duration).filter(Number.isFinite);
  if (durations.length === 0) return { from: 0, to: 0 };
  const turn = Math.max(...predictions.map(medianHold));
  const wanted = Math.max(1.2 * turn, Math.min(3 * turn, 2 * Math.min(...durations)));
  return { from: 0, to: Math.min(wanted, Math.max(...durations)) };
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
