import { createColors } from 'picocolors';
import { simulateTotals } from '../../../simulator/index.ts';
import type { Distribution, Totals } from '../../../simulator/prediction.ts';
import type { TimeSpent } from '../../../simulator/report/time-spent.ts';
import { engineSpec } from '../../simulator/specs.ts';

export const plain = createColors(false);
export const spec = engineSpec();

const simulated = simulateTotals(spec, {
  arrivals: { kind: 'offline' },
  prompt: { kind: 'fixed', tokens: 64 },
  output: { kind: 'fixed', tokens: 8 },
  requests: 4,
  seed: 0,
});

export const nothingSpent: TimeSpent = { server: 0, queue: 0, prefill: 0, decode: 0, paused: 0, padding: 0 };

/** The same value for all percentiles, in seconds. */
export const always = (seconds: number): Distribution => ({
  mean: seconds,
  p50: seconds,
  p90: seconds,
  p95: seconds,
  p99: seconds,
});

/** What a run of four requests comes to, with the figures that a test is about. */
export const totals = (of: Partial<Totals> = {}): Totals => ({ ...simulated, ...of });
