import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Distribution, type Prediction, simulate, type Workload } from '../../simulator/index.ts';
import { timeParts } from '../../simulator/report/time-spent.ts';
import { specs, workloads } from './arbitraries.ts';
import { engineSpec } from './specs.ts';

function same(left: number, right: number): boolean {
  return Object.is(left, right) || Math.abs(left - right) <= 1e-9 * Math.max(1, Math.abs(left));
}

/** Everything that must not depend on how a run is cut into steps. */
function difference(skipping: Prediction, stepping: Prediction): string | undefined {
  const table = skipping.requests;
  for (const column of Object.keys(table) as (keyof typeof table)[]) {
    const [left, right] = [table[column], stepping.requests[column]];
    if (typeof left === 'number' || typeof right === 'number') continue;
    for (let row = 0; row < table.count; row++) {
      if (!same(left[row]!, right[row]!)) return `${column}[${row}]: ${left[row]} and ${right[row]}`;
    }
  }
  for (const name of ['ttft', 'tpot', 'itl', 'e2e'] as const) {
    for (const key of Object.keys(skipping[name]) as (keyof Distribution)[]) {
      const [left, right] = [skipping[name][key], stepping[name][key]];
      if (!same(left, right)) return `${name}.${key}: ${left} and ${right}`;
    }
  }
  for (const name of [
    'duration',
    'steps',
    'meanBatch',
    'usefulSlotShare',
    'completed',
    'rejected',
    'timedOut',
    'preemptions',
  ] as const) {
    if (!same(skipping[name], stepping[name])) return `${name}: ${skipping[name]} and ${stepping[name]}`;
  }
  for (const part of timeParts) {
    if (!same(skipping.spent[part], stepping.spent[part])) return `spent on ${part}`;
  }
  for (const name of ['time', 'running', 'waiting'] as const) {
    const [left, right] = [skipping.occupancy[name], stepping.occupancy[name]];
    if (left.length !== right.length) return `occupancy has ${left.length} and ${right.length} points`;
    const at = left.findIndex((value, point) => !same(value, right[point]!));
    if (at >= 0) return `occupancy ${name}[${at}]: ${left[at]} and ${right[at]}`;
  }
  return undefined;
}

describe('skipping equal steps', () => {
  it('gives what computing every step gives, for every policy', () => {
    let preemptions = 0;
    let timedOut = 0;
    fc.assert(
      fc.property(specs, workloads, (spec, workload) => {
        const skipping = simulate(spec, workload);
        preemptions += skipping.preemptions;
        timedOut += skipping.timedOut;
        expect(difference(skipping, simulate(spec, workload, { stepByStep: true }))).toBeUndefined();
      }),
      { numRuns: 400, seed: 9 },
    );
    // The draw reaches the hardest case, or this test would prove less than it says.
    expect(preemptions).toBeGreaterThan(50);
    expect(timedOut).toBeGreaterThan(50);
  }, 60_000);

  it('visits far fewer events than steps', () => {
    let events = 0;
    const workload: Workload = {
      arrivals: { kind: 'offline' },
      prompt: { kind: 'fixed', tokens: 100 },
      output: { kind: 'fixed', tokens: 3000 },
      requests: 8,
      seed: 1,
    };
    const signal = {
      get aborted() {
        events++;
        return false;
      },
    };
    const prediction = simulate(engineSpec(), workload, { signal });
    expect(prediction.steps).toBe(3000);
    expect(events).toBe(0);
  });
});
