import { describe, expect, it } from 'vitest';
import { stepPicture } from '../../../cli/report/step-picture.ts';
import { stepPictures } from '../../../cli/report/step-pictures.ts';
import { StepTrace, type Workload } from '../../../simulator/index.ts';
import { plain, spec } from './totals.ts';

const workload: Workload = {
  arrivals: { kind: 'offline' },
  prompt: { kind: 'fixed', tokens: 64 },
  output: { kind: 'fixed', tokens: 4 },
  requests: 3,
  seed: 0,
};

/** As many rows and steps, a second each. */
function traceOf(rows: number, steps: number): StepTrace {
  return Object.assign(new StepTrace(), {
    rows: Array.from({ length: rows }, () => '█'.repeat(steps)),
    steps: Array.from({ length: steps }, (_, at) => ({ start: at, end: at + 1 })),
  });
}

describe('a picture of steps', () => {
  it('has a row a request and a column a step', () => {
    expect(stepPicture(traceOf(2, 3), 'in-flight', plain, 80).split('\n')).toEqual([
      '  in-flight',
      '   0 ███',
      '   1 ███',
      '     3 steps, 3.00 s',
    ]);
  });

  it('says what there is no room for, and until when it shows', () => {
    const lines = stepPicture(traceOf(50, 100), 'static', plain, 60).split('\n');
    expect(lines.at(-1)).toBe('     54 steps, 54.0 s; not shown: 46 more steps, 10 more requests');
    expect(Math.max(...lines.slice(1, -1).map((line) => line.length))).toBeLessThan(60);
    expect(lines).toHaveLength(42);
  });

  it('of nothing is empty', () => {
    expect(stepPicture(traceOf(0, 0), 'static', plain, 80)).toBe('  static\n     0 steps, 0 ms');
  });
});

describe('pictures of a workload', () => {
  it('show under static batches that all leave together, in flight one after the other', () => {
    const few = { ...spec, maxBatchSize: 2 };
    const text = stepPictures(few, workload, ['static', 'inflight'], plain, 80);
    // Two fit; the third waits for the batch, in either case until the first answers are complete.
    expect(text).toContain('  static\n   0 ▒███\n   1 ▒███\n   2 ----▒███');
    expect(text.match(/▒ prompt computed/g)).toHaveLength(1);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('are not made where several run at once', () => {
    expect(stepPictures({ ...spec, pipelineParallel: 2 }, workload, ['inflight'], plain, 80)).toMatch(
      /^No picture/,
    );
  });
});
