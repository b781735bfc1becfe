// The same workload in `@doublewordai/inference-lab`, a simulator in Rust that npm has as WebAssembly:
// `node --import tsx bench/simulator/inference-lab.ts REQUESTS ROUNDS`.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { initSync, run_simulation } from '@doublewordai/inference-lab';
import type { Measured } from './measure.ts';

const [requests, rounds] = process.argv.slice(2).map(Number);
const folder = dirname(createRequire(import.meta.url).resolve('@doublewordai/inference-lab'));
initSync({ module: readFileSync(join(folder, 'inference_lab_bg.wasm')) });

/** Llama-3.1-8B in BF16 on an H100 of the data sheet, vLLM's scheduler as it has it; lengths have mean and deviation of logarithms. */
const config = {
  hardware: {
    name: 'H100',
    compute_flops: 9.894e14,
    memory_bandwidth: 3.35e12,
    memory_capacity: 80e9,
    bytes_per_param: 2,
    gpu_memory_utilization: 0.9,
  },
  model: {
    name: 'Llama-3.1-8B',
    num_parameters: 8.03e9,
    num_layers: 32,
    hidden_dim: 4096,
    num_heads: 32,
    num_kv_heads: 8,
    max_seq_len: 32_768,
  },
  scheduler: {
    max_num_batched_tokens: 8192,
    max_num_seqs: 256,
    policy: 'fcfs',
    enable_chunked_prefill: true,
    block_size: 16,
  },
  workload: {
    arrival_pattern: 'poisson',
    arrival_rate: 10,
    input_len_dist: { type: 'lognormal', mean: Math.log(1000), std_dev: 0.6 },
    output_len_dist: { type: 'lognormal', mean: Math.log(200), std_dev: 0.6 },
    num_requests: requests,
    seed: 1,
  },
  // As seldom as it can be told to look at the clock.
  simulation: { log_interval: 1_000_000_000 },
};

const runs = Array.from({ length: rounds ?? 1 }, () => {
  const processor = process.cpuUsage();
  const started = performance.now();
  const { metrics } = run_simulation(JSON.stringify(config));
  const wall = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(processor);
  return { wall, cpu: (user + system) / 1e6, completed: metrics.completed_requests as number };
});
process.stdout.write(
  JSON.stringify({ runs, peakBytes: process.resourceUsage().maxRSS * 1024 } satisfies Measured),
);
