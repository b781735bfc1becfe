import type { Step } from '../batching/scheduler.ts';
import { LogHistogram } from '../report/log-histogram.ts';
import type { Run } from './run.ts';

/** What the steps of one engine come to. */
export class StepTally {
  /** Seconds between a token and the next. */
  readonly gaps = new LogHistogram();
  steps = 0;
  /** Slot-seconds occupied, and of unfinished requests. */
  slotSeconds = 0;
  usefulSlotSeconds = 0;
  /** Rows computed in all steps, and those of them that were padding up to a CUDA graph. */
  computedRows = 0;
  paddedRows = 0;
  /** Seconds in which a step ran, with the share of the KV pool used in them, and the largest share and batch. */
  busySeconds = 0;
  kvSeconds = 0;
  kvPeak = 0;
  batchPeak = 0;

  /** A step ran so often, `duration` seconds in all, with a share of the KV pool `used`. */
  add(step: Step, run: Run, steps: number, duration: number, used: number): void {
    this.gaps.addRun(run, steps, step.gaps);
    this.steps += steps;
    this.computedRows += steps * (step.rows + step.paddedRows);
    this.paddedRows += steps * step.paddedRows;
    this.slotSeconds += duration * step.rows;
    this.usefulSlotSeconds += duration * step.active;
    this.busySeconds += duration;
    this.kvSeconds += duration * used;
    if (used > this.kvPeak) this.kvPeak = used;
    if (step.active > this.batchPeak) this.batchPeak = step.active;
  }
}
