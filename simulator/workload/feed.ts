import type { ContentTree } from './content.ts';
import type { Drawn } from './draw.ts';

/** The clients of one engine: what they send next, and when. */
export interface RequestFeed {
  /** Requests of this engine, about as many where they are dealt by conversation. */
  readonly count: number;
  /** When the next request is sent; infinity where there is none, or an answer must come first. */
  readonly sent: number;
  /** Its number among the requests of all engines. */
  readonly id: number;
  readonly drawn: Drawn;
  /** What requests have in common. */
  readonly tree: ContentTree;
  /** Whether requests may have anything in common. */
  readonly shares: boolean;
  /** The next request was taken: draws the one after it. */
  take(): void;
  /** A request of a conversation (−1: of none) was answered at `time`, or never will be. */
  answered(time: number, session: number): void;
}
