import { type Retention, simulateTotals, type Workload } from '../../../simulator/index.ts';
import { servedBy } from './served.ts';
import { number, percent, seconds, table } from './words.ts';

const wishes: readonly (readonly [string, Retention | undefined])[] = [
  ['none', undefined],
  ['prefix=100', { prefix: { priority: 100 } }],
  ['prefix=100:2', { prefix: { priority: 100, duration: 2 } }],
  ['answer=0', { answer: { priority: 0 } }],
  ['prefix=100,answer=0', { prefix: { priority: 100 }, answer: { priority: 0 } }],
];

/** The same requests, whose system prompts are kept at several priorities in a pool that is too small for all. */
export async function retention(): Promise<string> {
  const spec = await servedBy({
    flags:
      '--engine tensorrt-llm --engine-version 1.0.0 --model llama-3.1-8b --gpu h100-sxm --weights bf16 --max-seq-len 4096',
    maxKvTokens: 80_000,
  });
  const workload: Workload = {
    arrivals: { kind: 'poisson', rate: 12 },
    prompt: { kind: 'uniform', low: 1100, high: 2900 },
    output: { kind: 'lognormal', median: 60, sigma: 0.6 },
    requests: 5000,
    seed: 0,
    prefix: { share: 0.5, groups: 40 },
  };
  const rows = wishes.map(([name, asked]) => {
    const totals = simulateTotals(spec, { ...workload, ...(asked && { retention: asked }) });
    return [
      name,
      percent(totals.cacheHitRate),
      seconds(totals.ttft.mean),
      seconds(totals.ttft.p99),
      number(totals.cacheEvictions),
    ];
  });
  return table(['--retention', 'found in the cache', 'TTFT, mean', 'TTFT p99', 'blocks evicted'], rows);
}
