/** A binary min-heap of (key, value) pairs in typed arrays. */
export class EventHeap {
  private keys = new Float64Array(64);
  private values = new Int32Array(64);
  size = 0;

  peekKey(): number {
    return this.size > 0 ? this.keys[0]! : Number.POSITIVE_INFINITY;
  }

  peekValue(): number {
    return this.values[0]!;
  }

  push(key: number, value: number): void {
    if (this.size === this.keys.length) this.grow();
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (this.keys[parent]! <= key) break;
      this.keys[hole] = this.keys[parent]!;
      this.values[hole] = this.values[parent]!;
      hole = parent;
    }
    this.keys[hole] = key;
    this.values[hole] = value;
  }

  pop(): void {
    const last = --this.size;
    const key = this.keys[last]!;
    const value = this.values[last]!;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= last) break;
      if (child + 1 < last && this.keys[child + 1]! < this.keys[child]!) child++;
      if (this.keys[child]! >= key) break;
      this.keys[hole] = this.keys[child]!;
      this.values[hole] = this.values[child]!;
      hole = child;
    }
    this.keys[hole] = key;
    this.values[hole] = value;
  }

  private grow(): void {
    const keys = new Float64Array(2 * this.keys.length);
    const values = new Int32Array(2 * this.values.length);
    keys.set(this.keys);
    values.set(this.values);
    this.keys = keys;
    this.values = values;
  }
}
