/**
 * Which benchmark tool counts alike: `vllm bench serve` (vllm/benchmarks/serve.py, `calculate_metrics`), GenAI-Perf and
 * AIPerf (documentation of LLM metrics), MLPerf Inference (LoadGen's token latencies).
 */
export const definitionsText: readonly string[] = [
  'time to first token: from sending a request to its first token, as vLLM bench, GenAI-Perf and MLPerf have it',
  'time per output token: (end − first token) / (tokens − 1) of each request, then over requests; TPOT of vLLM bench and MLPerf, inter-token latency of GenAI-Perf and AIPerf',
  'inter-token latency (itl_ms in JSON): every gap between two tokens, over all tokens, as vLLM bench has it',
];
