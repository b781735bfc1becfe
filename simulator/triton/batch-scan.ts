/**
 * How `DynamicBatchScheduler::GetDynamicBatch` decides (triton-inference-server/core,
 * src/dynamic_batch_scheduler.cc), apart from the queue that it reads: offer the waiting requests in order, then ask
 * what to do. One scan is reused for all decisions of a batcher.
 */
export class BatchScan {
  /** Inferences and requests taken so far. */
  size = 0;
  count = 0;
  /** Inferences and requests to send where the preferred size decides. */
  bestSize = 0;
  bestCount = 0;
  /** The payload takes no more requests after this decision. */
  saturated = false;
  /** Inferences that must wait for an arrival to wake the batcher, `next_preferred_batch_size_`; as before where undefined. */
  nextPreferred: number | undefined;
  private sendNow = false;
  private payload = 0;
  private readonly preferred: ReadonlySet<number>;
  private readonly largestPreferred: number;
  private readonly ascending: readonly number[];

  constructor(
    private readonly maxBatchSize: number,
    preferredBatchSizes: readonly number[],
    private readonly maxQueueDelay: number,
  ) {
    this.preferred = new Set(preferredBatchSizes);
    this.ascending = [...this.preferred].sort((a, b) => a - b);
    this.largestPreferred = this.ascending.at(-1) ?? 0;
    // Triton does not load such a model (`ValidateModelConfig`).
    if (this.largestPreferred > maxBatchSize)
      throw new RangeError(`preferred batch size ${this.largestPreferred} is over ${maxBatchSize}`);
  }

  /** @param payload inferences that a payload which no instance has taken yet already holds */
  begin(payload: number): void {
    this.payload = payload;
    this.size = 0;
    this.count = 0;
    this.bestSize = 0;
    this.bestCount = 0;
    this.saturated = false;
    this.nextPreferred = undefined;
    this.sendNow = false;
  }

  /** Carries on with what an earlier scan took, where the queue's cursor is still valid. */
  resume(payload: number, size: number, count: number): void {
    this.begin(payload);
    this.size = size;
    this.count = count;
  }

  /** Takes the next request in line. False: it does not fit, and neither does any after it. */
  offer(requestSize: number): boolean {
    const { payload } = this;
    if (payload + this.count !== 0) {
      const grown = payload + this.size + requestSize;
      if (grown > this.largestPreferred && this.bestSize === 0) {
        this.mark();
        this.saturated = true;
      }
      if (grown > this.maxBatchSize) {
        this.sendNow = true;
        return false;
      }
    }
    this.size += requestSize;
    this.count++;
    if (this.preferred.has(this.size + payload)) this.mark();
    return true;
  }

  /**
   * How many of the requests taken are to be sent now; 0 is to wait until the oldest has waited long enough, or
   * nothing to send where nothing was taken.
   * @param oldest when the oldest of the requests taken came to the batcher
   */
  decide(now: number, oldest: number): number {
    const delayed = this.maxQueueDelay > 0;
    const overdue = delayed && now >= oldest + this.maxQueueDelay;
    if (this.bestSize !== 0 && !overdue) {
      if (!delayed) this.saturated = true;
      this.size = this.bestSize;
      this.count = this.bestCount;
      return this.count;
    }
    if (this.count === 0) return 0;
    if (this.sendNow || this.payload + this.size >= this.largestPreferred) {
      this.saturated = true;
      return this.count;
    }
    if (overdue || !delayed) return this.count;
    this.nextPreferred = this.preferredAfter(this.size + this.payload);
    // A payload that waits for an instance short of a preferred size takes what there is.
    if (!this.saturated && this.payload !== 0 && !this.preferred.has(this.payload)) return this.count;
    return 0;
  }

  private preferredAfter(size: number): number {
    const next = this.ascending.find((each) => each > size) ?? this.ascending[0] ?? 0;
    return next === 0 ? 0 : next - this.payload;
  }

  private mark(): void {
    this.bestSize = this.size;
    this.bestCount = this.count;
  }
}
