/** Turns that will be sent, by when, and of those at the same time the one with the smaller number first. */
export class TurnQueue {
  private readonly times: number[] = [];
  private readonly ids: number[] = [];
  private readonly sessions: number[] = [];

  /** When the next one is sent; infinity where there is none. */
  get time(): number {
    return this.times[0] ?? Number.POSITIVE_INFINITY;
  }

  /** Its conversation. */
  get session(): number {
    return this.sessions[0]!;
  }

  push(time: number, id: number, session: number): void {
    let hole = this.times.length;
    this.put(hole, time, id, session);
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!this.before(time, id, parent)) break;
      this.move(parent, hole);
      hole = parent;
    }
    this.put(hole, time, id, session);
  }

  pop(): void {
    const time = this.times.pop()!;
    const id = this.ids.pop()!;
    const session = this.sessions.pop()!;
    const { length } = this.times;
    if (length === 0) return;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= length) break;
      if (child + 1 < length && this.before(this.times[child + 1]!, this.ids[child + 1]!, child)) child++;
      if (this.before(time, id, child)) break;
      this.move(child, hole);
      hole = child;
    }
    this.put(hole, time, id, session);
  }

  private before(time: number, id: number, place: number): boolean {
    const other = this.times[place]!;
    return time < other || (time === other && id < this.ids[place]!);
  }

  private move(from: number, to: number): void {
    this.put(to, this.times[from]!, this.ids[from]!, this.sessions[from]!);
  }

  private put(place: number, time: number, id: number, session: number): void {
    this.times[place] = time;
    this.ids[place] = id;
    this.sessions[place] = session;
  }
}
