/** A queue of small integers in a ring; cheap at both ends and near its front. */
export class IntRing {
  private items = new Int32Array(16);
  private first = 0;
  length = 0;

  at(index: number): number {
    return this.items[(this.first + index) & (this.items.length - 1)]!;
  }

  push(item: number): void {
    if (this.length === this.items.length) this.grow();
    this.items[(this.first + this.length) & (this.items.length - 1)] = item;
    this.length++;
  }

  shift(): number {
    const item = this.items[this.first]!;
    this.first = (this.first + 1) & (this.items.length - 1);
    this.length--;
    return item;
  }

  /** Takes out `count` items from `index` on by moving those before them. */
  remove(index: number, count: number): void {
    if (count === 0) return;
    const mask = this.items.length - 1;
    for (let i = index - 1; i >= 0; i--)
      this.items[(this.first + i + count) & mask] = this.items[(this.first + i) & mask]!;
    this.first = (this.first + count) & mask;
    this.length -= count;
  }

  clear(): void {
    this.first = 0;
    this.length = 0;
  }

  private grow(): void {
    const items = new Int32Array(2 * this.items.length);
    for (let i = 0; i < this.length; i++) items[i] = this.at(i);
    this.items = items;
    this.first = 0;
  }
}
