import type { Prediction } from '../prediction.ts';

/** One request in its batch slot. Seconds from the start of the run. */
export interface SlotBar {
  readonly request: number;
  readonly slot: number;
  readonly start: number;
  /** Its first token was there. */
  readonly prefillEnd: number;
  /** Its own last token was there, as far as it was computed for itself. */
  readonly end: number;
  /** Its slot was free again; between `end` and here the slot computed padding. */
  readonly released: number;
}

export interface SlotTimelineOptions {
  /** Slots 0 to maxSlots − 1. */
  readonly maxSlots: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Who was in which slot between two moments, by slot and then by start. In a static batch a request's own tokens end
 * before its slot is free: the share of the batch's decode steps that were its own is taken as a share of the time.
 */
export function slotTimeline(prediction: Prediction, options: SlotTimelineOptions): SlotBar[] {
  const table = prediction.requests;
  const longest = longestOutputs(prediction);
  const bars: SlotBar[] = [];
  for (let request = 0; request < table.count; request++) {
    const slot = table.slot[request]!;
    const start = table.scheduled[request]!;
    const released = table.released[request]!;
    if (slot < 0 || slot >= options.maxSlots || Number.isNaN(released)) continue;
    if (released <= options.from || start >= options.to) continue;
    const prefillEnd = table.firstToken[request]!;
    const most = longest?.get(start) ?? 0;
    const share = longest && most > 1 ? (table.outputTokens[request]! - 1) / (most - 1) : 1;
    bars.push({
      request,
      slot,
      start,
      prefillEnd,
      // Exactly the same moment where nothing was padded: rounding must not draw a wait.
      end: share === 1 ? released : prefillEnd + share * (released - prefillEnd),
      released,
    });
  }
  return bars.sort((left, right) => left.slot - right.slot || left.start - right.start);
}

/** The longest answer of each batch, by when the batch began; undefined where requests leave on their own. */
function longestOutputs({ batching, requests }: Prediction): Map<number, number> | undefined {
  if (batching === 'inflight') return undefined;
  const longest = new Map<number, number>();
  for (let index = 0; index < requests.count; index++) {
    const start = requests.scheduled[index]!;
    longest.set(start, Math.max(longest.get(start) ?? 0, requests.outputTokens[index]!));
  }
  return longest;
}
