// How many requests a second are simulated, how that grows with their number, and against another simulator.
// Run by hand: `npm run bench`, or `npx tsx bench/simulator.ts [rounds]`. Each case runs in a process of its own.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describeMachine, median } from './report.ts';
import { cases } from './simulator/cases.ts';
import type { Measured } from './simulator/measure.ts';

const rounds = Number(process.argv[2] ?? 7);
const here = join(import.meta.dirname, 'simulator');

console.log(describeMachine());
console.log(`rounds     ${rounds}, the median is shown; a second is one of one processor's time\n`);

console.log('Requests a second, no row for each request');
for (const { name, requests } of cases) print(name, requests, measure('measure.ts', name, requests, rounds));

const plain = cases[0]!.name;
console.log(`\nGrowth: ${plain}`);
for (const requests of [100_000, 1_000_000, 10_000_000])
  print(requests.toLocaleString('en'), requests, measure('measure.ts', plain, requests, 1));

console.log(
  '\nSide by side, the same workload: Batchwise and @doublewordai/inference-lab (Rust as WebAssembly)',
);
for (const requests of [2000, 10_000]) {
  const ours = measure('measure.ts', plain, requests, 20 * rounds);
  const theirs = measure('inference-lab.ts', requests, rounds);
  print('Batchwise', requests, ours);
  print('inference-lab', requests, theirs);
  const ratio = secondsOf(theirs) / secondsOf(ours);
  console.log(`  ratio at ${requests.toLocaleString('en')} requests: ${ratio.toFixed(0)}\n`);
}

function measure(script: string, ...args: readonly (string | number)[]): Measured {
  const run = spawnSync(process.execPath, ['--import', 'tsx', join(here, script), ...args.map(String)], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout);
}

/** Processor time says the same on a machine that is busy with something else. */
function secondsOf({ runs }: Measured): number {
  return median(runs.map((run) => run.cpu));
}

function print(name: string, requests: number, measured: Measured): void {
  const { runs, peakBytes } = measured;
  if (runs.some((run) => run.completed < 0.99 * requests))
    throw new Error(`${name} did not answer its requests`);
  const rate = requests / secondsOf(measured);
  const wall = requests / median(runs.map((run) => run.wall));
  console.log(
    `  ${name.padEnd(26)} ${Math.round(rate).toLocaleString('en').padStart(10)} a second  (by the clock ${Math.round(wall).toLocaleString('en')}; ${(peakBytes / 2 ** 20).toFixed(0)} MiB at most)`,
  );
}
