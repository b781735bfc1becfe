import { Fifo } from './fifo.ts';

/**
 * Holds answers back until all that were batched before have gone out, for `preserve_ordering`
 * (triton-inference-server/core, src/dynamic_batch_scheduler.cc, `DelegateResponse` and `FinalizeResponses`).
 */
export class ResponseOrder {
  /** Requests by place from `first` on; undefined is still at work. */
  private readonly places = new Map<number, number>();
  private first = 0;
  private readonly ready = new Fifo<number>();

  /** An answer is there; returns those that may go out now, in order. */
  complete(place: number, request: number): Fifo<number> {
    this.places.set(place, request);
    for (;;) {
      const next = this.places.get(this.first);
      if (next === undefined) return this.ready;
      this.places.delete(this.first++);
      this.ready.push(next);
    }
  }
}
