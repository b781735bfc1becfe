/** What the cache keeps of each request, by its handle; −1: none. */
export class RequestBlocks {
  /** Blocks found, and blocks held through nodes. */
  found = new Int32Array(256);
  held = new Int32Array(256);
  /** Blocks of its prompt, what it had generated when it was sent back included. */
  prompt = new Int32Array(256);
  /** Its copy of a block that was stored before. */
  copy = new Int32Array(256).fill(-1);
  /** The shallowest run of its own tail that it left when it was pre-empted. */
  tail = new Int32Array(256).fill(-1);
  /** 1: its further blocks are like others and are not stored. */
  apart = new Uint8Array(256);

  /** Makes room for a handle. */
  reach(request: number): void {
    while (request >= this.found.length) this.widen();
  }

  private widen(): void {
    const size = 2 * this.found.length;
    const wide = (column: Int32Array, fill: number): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(size).fill(fill);
      larger.set(column);
      return larger;
    };
    this.found = wide(this.found, 0);
    this.held = wide(this.held, 0);
    this.prompt = wide(this.prompt, 0);
    this.copy = wide(this.copy, -1);
    this.tail = wide(this.tail, -1);
    const apart = new Uint8Array(size);
    apart.set(this.apart);
    this.apart = apart;
  }
}
