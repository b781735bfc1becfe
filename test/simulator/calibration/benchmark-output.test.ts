import { describe, expect, it } from 'vitest';
import { readBenchmark } from '../../../simulator/calibration/benchmark-output.ts';

describe('results of benchmark tools', () => {
  it('are read from vllm bench serve', () => {
    const read = readBenchmark({
      num_prompts: 160,
      completed: 160,
      request_rate: 'inf',
      max_concurrency: 16,
      total_input_tokens: 160_000,
      total_output_tokens: 32_000,
      mean_ttft_ms: 80,
      mean_tpot_ms: 9,
      output_throughput: 1500,
    });
    expect(read).toMatchObject({
      tool: 'vllm bench serve',
      workload: {
        arrivals: { kind: 'closed', concurrency: 16 },
        prompt: { low: 900, high: 1100 },
        requests: 160,
      },
    });
    expect(read!.figures).toContainEqual({ metric: 'tpot_ms', stat: 'mean', value: 9 });
    expect(read!.figures).toHaveLength(3);
  });

  it('are read from GenAI-Perf, whatever the unit', () => {
    const read = readBenchmark({
      time_to_first_token: { unit: 'ns', avg: 8e7 },
      inter_token_latency: { unit: 'ms', avg: 9 },
      input_sequence_length: { unit: 'tokens', avg: 1000 },
      output_sequence_length: { unit: 'tokens', avg: 200 },
      input_config: { perf_analyzer: { stimulus: { concurrency: 8 } } },
    });
    expect(read).toMatchObject({
      tool: 'GenAI-Perf',
      workload: { arrivals: { kind: 'closed', concurrency: 8 } },
      figures: [
        { metric: 'ttft_ms', value: 80 },
        { metric: 'tpot_ms', value: 9 },
      ],
    });
  });

  it('are read from a trtllm-bench report', () => {
    const read = readBenchmark({
      request_info: { num_requests: 1000, avg_input_length: 128, avg_output_length: 128 },
      performance: { system_output_throughput_tok_s: 20_000, request_throughput_req_s: 156 },
      world_info: { tp_size: 1 },
    });
    expect(read).toMatchObject({ tool: 'trtllm-bench', workload: { arrivals: { kind: 'offline' } } });
  });

  it.each([{}, [], 'text', null, { completed: 1 }])('are not seen in %j', (json) => {
    expect(readBenchmark(json)).toBeUndefined();
  });
});
