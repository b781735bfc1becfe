/** Batch slots, the one freed last is taken first. Only for the picture: the engines do not care which slot it is. */
export class SlotPool {
  private readonly freed: number[] = [];
  private fresh = 0;
  private readonly count: number;

  constructor(count: number) {
    this.count = count;
  }

  /** A free slot, or -1 where all are taken. */
  take(): number {
    return this.freed.pop() ?? (this.fresh < this.count ? this.fresh++ : -1);
  }

  free(slot: number): void {
    this.freed.push(slot);
  }
}
