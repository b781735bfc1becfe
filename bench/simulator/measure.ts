// Simulates one case so often in a process of its own and prints what it took, as JSON:
// `node --import tsx bench/simulator/measure.ts CASE REQUESTS ROUNDS`.
import { inlineForLongRun } from '../../cli/simulation/inlining.ts';
import { simulateTotals } from '../../simulator/index.ts';
import { cases } from './cases.ts';

const [name, requests, rounds] = process.argv.slice(2);
const chosen = cases.find((each) => each.name === name);
if (!chosen) throw new Error(`no case ${name}`);

// As the command line does.
inlineForLongRun(Number(requests));
const runs = Array.from({ length: Number(rounds) }, () => {
  const processor = process.cpuUsage();
  const started = performance.now();
  const totals = simulateTotals(chosen.spec, { ...chosen.workload, requests: Number(requests) });
  const wall = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(processor);
  return { wall, cpu: (user + system) / 1e6, completed: totals.completed };
});
process.stdout.write(
  JSON.stringify({ runs, peakBytes: process.resourceUsage().maxRSS * 1024 } satisfies Measured),
);

export interface Measured {
  readonly runs: readonly { readonly wall: number; readonly cpu: number; readonly completed: number }[];
  /** Of the whole process. */
  readonly peakBytes: number;
}
