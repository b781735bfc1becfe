import type { BatchingKind } from '../../../deployment/deployment.ts';
import type { Prediction, Totals } from '../../../simulator/prediction.ts';
import type { EngineSpec } from '../../../simulator/spec.ts';
import type { Workload } from '../../../simulator/workload/workload.ts';

/** What the page wants to know: how each batching kind serves one and the same load. Plain data. */
export interface Question {
  readonly spec: EngineSpec;
  /** How many requests are simulated is the worker's to choose: `requests` is not read. */
  readonly workload: Workload;
  readonly kinds: readonly BatchingKind[];
}

/**
 * What the page tells the worker. Runs are numbered upwards, and only the newest is wanted: a question ends the
 * refinement of the one before it.
 */
export type ToWorker =
  | { readonly type: 'simulate'; readonly run: number; readonly question: Question }
  | { readonly type: 'stop'; readonly run: number };

/** A prediction for each kind, in the order of the question. */
export interface Answer {
  readonly type: 'answer';
  readonly run: number;
  readonly totals: readonly Totals[];
  /** With a row for each request; in the first answer of a run alone, which has few of them. */
  readonly detailed?: readonly Prediction[];
  /** No better answer of this run follows. */
  readonly final: boolean;
}

/** What the worker tells the page. A run that was overtaken by a newer one falls silent. */
export type FromWorker =
  | Answer
  /** Share of all that the run may simulate, 0 to 1. */
  | { readonly type: 'progress'; readonly run: number; readonly share: number }
  | { readonly type: 'failed'; readonly run: number; readonly why: string };
