/** Where a request is. A handle that is `free` belongs to nobody. */
export const phase = {
  free: 0,
  waiting: 1,
  prefilling: 2,
  decoding: 3,
  /** Its client gave up; the handle is freed when whoever has it looks at it again. */
  cancelled: 4,
  /** Has its whole answer; its slot is held until the longest of its batch has. */
  held: 5,
  /** Sent back with its keys and values in the host's memory. */
  swapped: 6,
} as const;

/**
 * The requests that wait or run, as columns in typed arrays: a handle is a row, and rows are used again, so memory
 * follows how many requests there are at once and not how many there are in all. Seconds, tokens.
 */
export class RequestPool {
  private size = 256;
  private fresh = 0;
  private readonly freed: number[] = [];

  phase = new Uint8Array(this.size);
  /** Its number in the workload. */
  id = new Int32Array(this.size);
  /** When its client sent it, and when the engine had it. */
  sent = new Float64Array(this.size);
  arrived = new Float64Array(this.size);
  prompt = new Int32Array(this.size);
  output = new Int32Array(this.size);
  /** 0 is the most urgent. */
  priority = new Uint8Array(this.size);
  /** Tokens that it will get: `output`, cut by the engine's limits; 0 as long as nobody looked. */
  wanted = new Int32Array(this.size);
  /** Tokens that it had when it was last sent back, and tokens of its prompt (and those) that are computed. */
  kept = new Int32Array(this.size);
  computed = new Int32Array(this.size);
  /** Tokens that it has room for in the KV cache while its prompt is computed. */
  stored = new Int32Array(this.size);
  /** What it shares with others, a node of the content tree, and its conversation; −1: none. */
  content = new Int32Array(this.size);
  session = new Int32Array(this.size);
  /** Tokens of its prompt found in the prefix cache when it first started. */
  cached = new Int32Array(this.size);
  preemptions = new Int32Array(this.size);
  slot = new Int32Array(this.size);
  /** The micro-batch in which it runs. */
  lane = new Uint8Array(this.size);
  /** First start and first token, NaN until then; newest token before a pause, and its last one. */
  scheduled = new Float64Array(this.size);
  firstToken = new Float64Array(this.size);
  lastToken = new Float64Array(this.size);
  /** Seconds for which it was sent back after its first token. */
  paused = new Float64Array(this.size);
  /** Ticks at which it has all its tokens and at which its attention window is full. */
  doneTick = new Float64Array(this.size);
  fullTick = new Float64Array(this.size);
  /** Neighbours in the list of running requests, in order of start; -1 at its ends. */
  before = new Int32Array(this.size);
  after = new Int32Array(this.size);

  /** A handle for a request that now waits. */
  take(): number {
    const handle = this.freed.pop() ?? this.fresh++;
    if (handle === this.size) this.grow();
    this.phase[handle] = phase.waiting;
    this.wanted[handle] = 0;
    this.kept[handle] = 0;
    this.computed[handle] = 0;
    this.cached[handle] = 0;
    this.preemptions[handle] = 0;
    this.paused[handle] = 0;
    this.slot[handle] = -1;
    this.scheduled[handle] = Number.NaN;
    this.firstToken[handle] = Number.NaN;
    return handle;
  }

  /** The requests that wait or run. Looks at every row. */
  live(): number[] {
    const handles: number[] = [];
    for (let handle = 0; handle < this.fresh; handle++) {
      const at = this.phase[handle];
      if (at !== phase.free && at !== phase.cancelled) handles.push(handle);
    }
    return handles;
  }

  free(handle: number): void {
    this.phase[handle] = phase.free;
    this.freed.push(handle);
  }

  private grow(): void {
    this.size *= 2;
    for (const [name, column] of Object.entries(this)) {
      if (!(column instanceof Uint8Array || column instanceof Int32Array || column instanceof Float64Array))
        continue;
      const larger = new (column.constructor as new (size: number) => typeof column)(this.size);
      larger.set(column);
      Object.assign(this, { [name]: larger });
    }
  }
}
