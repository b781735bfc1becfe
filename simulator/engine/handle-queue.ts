/** A double-ended queue of request handles: a ring that doubles when it is full. */
export class HandleQueue {
  private ring = new Int32Array(64);
  private first = 0;
  length = 0;

  /** The handle at the front, -1 where it is empty. */
  head(): number {
    return this.length > 0 ? this.ring[this.first]! : -1;
  }

  /** The handle so many places behind the front. */
  at(place: number): number {
    return this.ring[(this.first + place) & (this.ring.length - 1)]!;
  }

  push(handle: number): void {
    if (this.length === this.ring.length) this.grow();
    this.ring[(this.first + this.length++) & (this.ring.length - 1)] = handle;
  }

  pushFront(handle: number): void {
    if (this.length === this.ring.length) this.grow();
    this.first = (this.first - 1) & (this.ring.length - 1);
    this.ring[this.first] = handle;
    this.length++;
  }

  shift(): number {
    const handle = this.ring[this.first]!;
    this.first = (this.first + 1) & (this.ring.length - 1);
    this.length--;
    return handle;
  }

  /** Takes out the handle so many places behind the front; costs as many moves. */
  removeAt(place: number): void {
    const mask = this.ring.length - 1;
    for (let behind = place; behind > 0; behind--) {
      this.ring[(this.first + behind) & mask] = this.ring[(this.first + behind - 1) & mask]!;
    }
    this.first = (this.first + 1) & mask;
    this.length--;
  }

  /** Puts the same handles, or fewer, into another order. */
  replace(handles: readonly number[]): void {
    this.first = 0;
    this.length = handles.length;
    for (let place = 0; place < handles.length; place++) this.ring[place] = handles[place]!;
  }

  private grow(): void {
    const larger = new Int32Array(2 * this.ring.length);
    for (let place = 0; place < this.length; place++) larger[place] = this.at(place);
    this.ring = larger;
    this.first = 0;
  }
}
