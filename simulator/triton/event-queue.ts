/**
 * Events in order of time, and in order of insertion at equal times, so that a run depends on nothing but its seed.
 * A binary heap in typed arrays; an event is two integers.
 */
export class EventQueue {
  private times = new Float64Array(64);
  private orders = new Float64Array(64);
  private kinds = new Int32Array(64);
  private subjects = new Int32Array(64);
  private inserted = 0;
  size = 0;

  get time(): number {
    return this.size > 0 ? this.times[0]! : Number.POSITIVE_INFINITY;
  }

  /** Of the first event. */
  get kind(): number {
    return this.kinds[0]!;
  }

  get subject(): number {
    return this.subjects[0]!;
  }

  /** Insertion number of the first event. */
  get order(): number {
    return this.orders[0]!;
  }

  /** Insertion number of the next event that will be pushed. */
  get nextOrder(): number {
    return this.inserted;
  }

  push(time: number, kind: number, subject: number): void {
    if (this.size === this.times.length) this.grow();
    const order = this.inserted++;
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      // What is pushed is the newest, so at equal times it stays below.
      if (this.times[parent]! <= time) break;
      this.move(parent, hole);
      hole = parent;
    }
    this.put(hole, time, order, kind, subject);
  }

  pop(): void {
    const last = --this.size;
    const time = this.times[last]!;
    const order = this.orders[last]!;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= last) break;
      if (child + 1 < last && this.before(child + 1, child)) child++;
      if (this.times[child]! > time || (this.times[child] === time && this.orders[child]! > order)) break;
      this.move(child, hole);
      hole = child;
    }
    this.put(hole, time, order, this.kinds[last]!, this.subjects[last]!);
  }

  private before(left: number, right: number): boolean {
    const difference = this.times[left]! - this.times[right]!;
    return difference < 0 || (difference === 0 && this.orders[left]! < this.orders[right]!);
  }

  private move(from: number, to: number): void {
    this.put(to, this.times[from]!, this.orders[from]!, this.kinds[from]!, this.subjects[from]!);
  }

  private put(at: number, time: number, order: number, kind: number, subject: number): void {
    this.times[at] = time;
    this.orders[at] = order;
    this.kinds[at] = kind;
    this.subjects[at] = subject;
  }

  private grow(): void {
    const double = <T extends Float64Array | Int32Array>(old: T, wide: T): T => {
      wide.set(old);
      return wide;
    };
    const length = 2 * this.times.length;
    this.times = double(this.times, new Float64Array(length));
    this.orders = double(this.orders, new Float64Array(length));
    this.kinds = double(this.kinds, new Int32Array(length));
    this.subjects = double(this.subjects, new Int32Array(length));
  }
}
