import type { InFlightBatch } from './in-flight-batch.ts';
import { blocksFor } from './limits.ts';
import type { Limits } from './scheduler.ts';

/**
 * vLLM V0's swap space (core/block_manager.py, `swap_out`, `swap_in`): pre-empted requests keep their blocks in the
 * host's memory and wait there in order, before all that wait for their prompts. Copies take their time before the
 * step that is planned with them.
 */
export class SwapSpace {
  /** Seconds of the copies of the step that is planned. */
  copying = 0;
  private readonly limits: Limits;
  private readonly hostBlocks: number;
  private readonly secondsPerBlock: number;
  private readonly waiting: number[] = [];
  private used = 0;

  constructor(limits: Limits, host: { readonly blocks: number; readonly secondsPerBlock: number }) {
    this.limits = limits;
    this.hostBlocks = host.blocks;
    this.secondsPerBlock = host.secondsPerBlock;
  }

  get length(): number {
    return this.waiting.length;
  }

  /** Takes a decoding request out of the batch. False: the space is full (vLLM then ends with an error). */
  takeOut(request: number, batch: InFlightBatch): boolean {
    const blocks = blocksFor(this.limits, batch.decoding.held(request));
    if (this.used + blocks > this.hostBlocks) return false;
    batch.swapOut(request);
    this.used += blocks;
    this.copying += blocks * this.secondsPerBlock;
    this.waiting.push(request);
    return true;
  }

  /** Puts back whoever has room, in order (`_schedule_swapped`). True: somebody came back. */
  putBack(batch: InFlightBatch, hasRoom: (blocks: number) => boolean): boolean {
    let came = false;
    for (let request = this.waiting[0]; request !== undefined; request = this.waiting[0]) {
      if (batch.running >= this.limits.slots || !hasRoom(blocksFor(this.limits, batch.promptOf(request))))
        break;
      this.waiting.shift();
      this.free(request, batch, true);
      batch.swapIn(request);
      came = true;
    }
    return came;
  }

  /** Its client gave up. */
  drop(request: number, batch: InFlightBatch): void {
    const at = this.waiting.indexOf(request);
    if (at < 0) return;
    this.waiting.splice(at, 1);
    this.free(request, batch, false);
  }

  private free(request: number, batch: InFlightBatch, copies: boolean): void {
    const blocks = blocksFor(this.limits, batch.promptOf(request) - 1);
    this.used -= blocks;
    if (copies) this.copying += blocks * this.secondsPerBlock;
  }
}
