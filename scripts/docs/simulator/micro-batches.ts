import { simulateTotals, type Workload } from '../../../simulator/index.ts';
import { servedBy } from './served.ts';
import { number, seconds, table } from './words.ts';

/** Two stages under more and more clients, and the same model on as many GPUs without stages. */
export async function microBatches(): Promise<string> {
  const flags =
    '--engine tensorrt-llm --engine-version 0.17.0 --model llama-3.1-70b --gpu h100-sxm --weights fp8 --max-batch-size 256 --max-seq-len 4096';
  const staged = await servedBy({ flags: `${flags} --tp 2 --pp 2` });
  const split = await servedBy({ flags: `${flags} --tp 4` });
  const rows = [1, 16, 64, 256, 512].map((concurrency) => {
    const workload: Workload = {
      arrivals: { kind: 'closed', concurrency },
      prompt: { kind: 'lognormal', median: 1000, sigma: 0.6 },
      output: { kind: 'lognormal', median: 200, sigma: 0.6 },
      requests: Math.max(200, 6 * concurrency),
      seed: 0,
    };
    const [two, one] = [staged, split].map((spec) => simulateTotals(spec, workload));
    return [
      String(concurrency),
      number(two!.meanBatch),
      seconds(two!.tpot.mean),
      number(two!.outputTokensPerSecond),
      seconds(one!.tpot.mean),
      number(one!.outputTokensPerSecond),
    ];
  });
  return table(
    ['clients', 'mean micro-batch', 'TPOT, 2 stages', 'tokens/s', 'TPOT, no stages', 'tokens/s'],
    rows,
  );
}
