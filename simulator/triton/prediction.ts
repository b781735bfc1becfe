import type { ModelScheduling } from '../../deployment/triton-scheduling.ts';
import type { Distribution } from '../prediction.ts';
import type { RequestRows } from './recorder.ts';
import type { Rejection } from './request-table.ts';

/** What a priority level's requests met with. Seconds. */
export interface LevelPrediction {
  readonly priority: number;
  readonly completed: number;
  readonly queue: Distribution;
  readonly latency: Distribution;
  readonly rejected: Readonly<Partial<Record<Rejection, number>>>;
}

export interface InstancePrediction {
  readonly name: string;
  readonly device: string;
  readonly executions: number;
  /** Share of the run in which it executed. */
  readonly busy: number;
}

/** What Triton would do with one model under a load. Seconds. */
export interface TritonPrediction {
  readonly model: ModelScheduling;
  /** From arrival to answer at the client, its overhead included. */
  readonly latency: Distribution;
  /** Waiting on the server; of an iterative sequence, between executions too. */
  readonly queue: Distribution;
  /** In execution: copying in, computing and copying out. */
  readonly compute: Distribution;
  /** Means of the three, where the latency table tells them apart. */
  readonly computeParts?: { readonly input: number; readonly infer: number; readonly output: number };
  /** Mean seconds that an answer was held back to keep the order. */
  readonly held: number;
  readonly clientOverhead: number;
  readonly completed: number;
  readonly rejected: Readonly<Partial<Record<Rejection, number>>>;
  readonly inferences: number;
  readonly inferencesPerSecond: number;
  readonly requestsPerSecond: number;
  /** From the first arrival to the last answer. */
  readonly duration: number;
  readonly executions: number;
  /** Executions by batch size, ascending. */
  readonly batches: readonly { readonly size: number; readonly executions: number }[];
  readonly meanBatch: number;
  /** Rows of all batches that held an input, as a share of max_batch_size in each execution. */
  readonly fill: number;
  /** Rows computed without an input, as a share of all rows computed. */
  readonly padding: number;
  readonly levels: readonly LevelPrediction[];
  readonly instances: readonly InstancePrediction[];
  /** The queue grew until the last arrival. */
  readonly saturated: boolean;
  /** Inferences a second that the instances can do at the best batch size; what no load can exceed. */
  readonly capacity: number;
  /** Requests that never got a place in a batch before the run ended. */
  readonly unserved: number;
  readonly notes: readonly string[];
  readonly requests?: RequestRows;
}
