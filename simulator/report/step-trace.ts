import type { StepObserver } from '../engine/loop.ts';
import { phase, type RequestPool } from '../engine/request-pool.ts';

/** What a request did in a step. */
export const did = {
  nothing: ' ',
  /** Not in the batch yet, or sent back. */
  waited: '-',
  prefilled: '▒',
  decoded: '█',
  /** In the batch, but others' prompts were computed, or its own did not fit the step. */
  stood: '·',
} as const;

interface At {
  readonly phase: number;
  readonly computed: number;
}

export interface TracedStep {
  readonly start: number;
  readonly end: number;
}

/**
 * Who did what in each step of a short run: a row a request, a column a step. For pictures; it looks at every request
 * in every step, so the run should be stepped and small.
 */
export class StepTrace implements StepObserver {
  readonly steps: TracedStep[] = [];
  /** By request number: a letter of `did` for each step. */
  readonly rows: string[] = [];
  private before: ReadonlyMap<number, At> = new Map();

  stepped(pool: RequestPool, decodes: boolean, start: number, end: number): void {
    const now = new Map<number, At>();
    for (const handle of pool.live()) {
      now.set(pool.id[handle]!, { phase: pool.phase[handle]!, computed: pool.computed[handle]! });
    }
    for (const id of new Set([...this.before.keys(), ...now.keys()])) {
      this.write(id, this.letter(this.before.get(id), now.get(id), decodes));
    }
    this.steps.push({ start, end });
    this.before = now;
  }

  private letter(before: At | undefined, after: At | undefined, decodes: boolean): string {
    const was = before?.phase ?? phase.waiting;
    if (was === phase.held) return did.stood;
    // Gone: with its last token.
    if (!after) return was === phase.decoding ? did.decoded : did.prefilled;
    if (after.phase === phase.waiting) return did.waited;
    if (was === phase.decoding) return decodes ? did.decoded : did.stood;
    const moved =
      after.phase === phase.decoding ||
      after.phase === phase.held ||
      after.computed > (before?.computed ?? 0);
    return moved ? did.prefilled : did.stood;
  }

  private write(id: number, letter: string): void {
    while (this.rows.length <= id) this.rows.push('');
    this.rows[id] = this.rows[id]!.padEnd(this.steps.length, did.nothing) + letter;
  }
}
