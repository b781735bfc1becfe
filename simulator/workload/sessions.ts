import { EventHeap } from '../engine/event-heap.ts';
import { ContentTree } from './content.ts';
import { type Drawn, emptyDraw, moments, prioritiesOf } from './draw.ts';
import type { RequestFeed } from './feed.ts';
import { drawLength, meanLength } from './lengths.ts';
import { type Random, randomOf } from './random.ts';
import { sharedPrefixes } from './shared-prefix.ts';
import { clientsOf } from './source.ts';
import { TurnQueue } from './turn-queue.ts';
import type { Sessions, Workload } from './workload.ts';

/** An open conversation. Seconds, tokens. */
interface Session {
  /** Number of its first turn among all requests, and the turn that is next or on its way. */
  first: number;
  turn: number;
  turns: number;
  readonly prompts: number[];
  readonly outputs: number[];
  readonly thinking: number[];
  priority: number;
  /** Everything said before the turn, and with the turn and its answer; −1: nothing. */
  before: number;
  content: number;
  prepared: boolean;
}

/**
 * Clients that hold conversations: a turn is sent when the one before is answered and its reader has thought about it.
 * The turns of a conversation are drawn together, so that they are the same whatever serves them; the next turn is
 * sent as well where one was refused or given up, as if its answer were known. Of several engines each gets every
 * `parts`-th conversation, as a router does that keeps a conversation where its prefix is cached.
 */
export class SessionSource implements RequestFeed {
  readonly count: number;
  sent = Number.POSITIVE_INFINITY;
  id = 0;
  readonly drawn: Drawn = emptyDraw();
  readonly tree = new ContentTree();
  readonly shares = true;

  private readonly workload: Workload;
  private readonly settings: Sessions;
  private readonly part: number;
  private readonly parts: number;
  private readonly moment: () => number;
  private readonly prefix: () => number;
  private readonly priority: () => number;
  private readonly random: Readonly<Record<'turns' | 'prompts' | 'outputs' | 'thinking', Random>>;
  private readonly sessions: Session[] = [];
  private readonly freed: number[] = [];
  /** Next turns by when they are sent. */
  private readonly following = new TurnQueue();
  /** Clients of a closed loop by since when they are free. */
  private readonly free: EventHeap | undefined;
  /** Requests of all engines that are drawn, and conversations. */
  private requests = 0;
  private conversations = 0;
  /** The conversation that begins next and when it does at the earliest; −1: none is left. */
  private next = -1;
  private starts = Number.POSITIVE_INFINITY;
  /** Whose turn is next. */
  private current = -1;

  constructor(workload: Workload, part = 0, parts = 1) {
    const { seed } = workload;
    this.workload = workload;
    this.settings = workload.sessions!;
    this.part = part;
    this.parts = parts;
    const total = Math.max(0, Math.floor(workload.requests));
    this.count = Math.ceil(total / parts);
    // A ramp's rates are those of conversations, while so many begin.
    const begin = total / Math.max(1, meanLength(this.settings.turns));
    this.moment = moments({ arrivals: workload.arrivals, requests: begin }, randomOf(seed, 'arrivals'));
    this.prefix = sharedPrefixes(workload, this.tree);
    this.priority = prioritiesOf(workload);
    this.random = {
      turns: randomOf(seed, 'turns'),
      prompts: randomOf(seed, 'prompts'),
      outputs: randomOf(seed, 'outputs'),
      thinking: randomOf(seed, 'thinking'),
    };
    const clients = clientsOf(workload);
    if (clients !== undefined) {
      this.free = new EventHeap();
      const own = Math.max(1, Math.ceil((clients - part) / parts));
      for (let client = 0; client < own; client++) this.free.push(0, client);
    }
    this.open();
    this.select();
  }

  take(): void {
    const session = this.sessions[this.current]!;
    session.prepared = false;
    if (session.turn > 0) this.following.pop();
    else {
      this.free?.pop();
      this.open();
    }
    this.select();
  }

  answered(time: number, session: number): void {
    const answered = this.sessions[session]!;
    answered.turn++;
    if (answered.turn < answered.turns) {
      const sent = time + answered.thinking[answered.turn]!;
      this.following.push(sent, answered.first + answered.turn, session);
    } else {
      if (answered.before >= 0) this.tree.drop(answered.before);
      this.freed.push(session);
      this.free?.push(time, 0);
    }
    this.select();
  }

  /** Draws conversations until one is this engine's, or as many requests are drawn as there shall be. */
  private open(): void {
    const { workload, settings, random } = this;
    this.next = -1;
    this.starts = Number.POSITIVE_INFINITY;
    const total = Math.floor(workload.requests);
    while (this.requests < total) {
      const turns = Math.min(drawLength(settings.turns, random.turns), total - this.requests);
      const mine = this.conversations++ % this.parts === this.part;
      const slot = mine ? (this.freed.pop() ?? this.sessions.length) : -1;
      if (slot === this.sessions.length) this.sessions.push(emptySession());
      const session = mine ? this.sessions[slot]! : scratch;
      session.first = this.requests;
      session.turn = 0;
      session.turns = turns;
      session.prepared = false;
      session.priority = this.priority();
      const prefix = this.prefix();
      for (let turn = 0; turn < turns; turn++) {
        session.prompts[turn] = drawLength(workload.prompt, random.prompts);
        session.outputs[turn] = drawLength(workload.output, random.outputs);
        session.thinking[turn] = random.thinking.exponential() * settings.thinkTime;
      }
      const starts = this.moment();
      this.requests += turns;
      if (!mine) continue;
      if (prefix >= 0) this.tree.use(prefix);
      session.before = prefix;
      session.content = prefix;
      this.next = slot;
      this.starts = starts;
      return;
    }
  }

  /** Finds whose turn is next and fills in what is sent. */
  private select(): void {
    const begins = this.next < 0 ? Number.POSITIVE_INFINITY : this.free ? this.free.peekKey() : this.starts;
    const follows = this.following.time;
    this.sent = Math.min(begins, follows);
    if (this.sent === Number.POSITIVE_INFINITY) return;
    this.current = follows <= begins ? this.following.session : this.next;
    this.prepare(this.current);
  }

  private prepare(slot: number): void {
    const { tree, drawn } = this;
    const session = this.sessions[slot]!;
    const { turn } = session;
    if (!session.prepared) this.extend(session);
    const output = session.outputs[turn]!;
    this.id = session.first + turn;
    drawn.arrived = this.sent;
    drawn.output = output;
    drawn.priority = session.priority;
    drawn.session = slot;
    drawn.content = session.content;
    drawn.prompt =
      session.content === session.before
        ? tree.start(session.before) + this.added(session)
        : tree.end(session.content) - output;
  }

  /** Tokens that the user adds: the system prompt is part of what is drawn for the first turn. */
  private added(session: Session): number {
    const drawn = session.prompts[session.turn]!;
    return session.turn > 0 ? drawn : Math.max(1, drawn - this.tree.start(session.before));
  }

  /** What was said up to the turn becomes its context; what nobody comes back to needs no node. */
  private extend(session: Session): void {
    const { tree } = this;
    if (session.turn > 0) {
      if (session.before >= 0) tree.drop(session.before);
      session.before = session.content;
    }
    const last = session.turn + 1 === session.turns;
    session.content = last
      ? session.before
      : tree.add(session.before, this.added(session) + session.outputs[session.turn]!);
    session.prepared = true;
  }
}

const emptySession = (): Session => ({
  first: 0,
  turn: 0,
  turns: 0,
  prompts: [],
  outputs: [],
  thinking: [],
  priority: 0,
  before: -1,
  content: -1,
  prepared: false,
});

/** Takes what is drawn for conversations of other engines. */
const scratch = emptySession();
