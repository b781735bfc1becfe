import { kvBytesPerToken } from '../memory/kv-cache.ts';
import { bytesPerNumber, bytesPerWeight, matrixRate } from '../model/number-formats.ts';
import type { EngineSpec } from '../spec.ts';
import { meanLength } from '../workload/lengths.ts';
import type { Experiment } from './experiment.ts';
import type { Metric } from './measurement.ts';

/**
 * What the data sheet alone says, for comparison: weights and KV cache at full memory bandwidth, operations at the full
 * tensor-core rate, nothing for links, launches or the host. As many sequences as were sent, or fit.
 */
export function rooflineFigure({ spec, workload, static: isStatic }: Experiment, metric: Metric): number {
  const ranks = spec.tensorParallel * spec.pipelineParallel * spec.dataParallel;
  const prompt = meanLength(workload.prompt);
  const output = meanLength(workload.output);
  const perToken = kvBytesPerToken({ ...spec, tensorParallel: 1, pipelineParallel: 1 });
  const weights = spec.model.parameters * bytesPerWeight[spec.weights];
  const fitting = Math.floor((0.9 * ranks * spec.gpu.memoryBytes - weights) / perToken / (prompt + output));
  const wanted =
    isStatic || workload.arrivals.kind === 'offline'
      ? workload.requests
      : workload.arrivals.kind === 'closed'
        ? workload.arrivals.concurrency
        : 1;
  const sequences = Math.max(1, Math.min(wanted, fitting, spec.maxBatchSize));
  const bandwidth = ranks * spec.gpu.memoryBandwidth;
  const operations = ranks * matrixRate(spec.gpu, spec.weights, spec.activations);
  const decode = Math.max(
    (readWeights(spec, sequences) + sequences * (prompt + output / 2) * perToken) / bandwidth,
    (2 * spec.model.activeParameters * sequences) / operations,
  );
  const prefill = Math.max(
    (2 * spec.model.activeParameters * prompt) / operations,
    readWeights(spec, prompt) / bandwidth,
  );
  const batchPrefill = isStatic ? sequences * prefill : prefill;
  const token = decode + (isStatic ? 0 : (sequences * prefill) / Math.max(1, output));
  const total = batchPrefill + output * token;
  const requestsPerSecond =
    sequences / (batchPrefill + output * decode + (isStatic ? 0 : sequences * prefill));
  switch (metric) {
    case 'ttft_ms':
      return 1e3 * batchPrefill;
    case 'tpot_ms':
    case 'itl_ms':
      return 1e3 * token;
    case 'e2e_ms':
      return 1e3 * total;
    case 'req_s':
      return requestsPerSecond;
    case 'output_tok_s':
      return requestsPerSecond * output;
    case 'total_tok_s':
      return requestsPerSecond * (prompt + output);
  }
}

function readWeights({ model, weights }: EngineSpec, tokens: number): number {
  const moe = model.moe;
  const share = moe ? Math.min(1, (tokens * moe.topK) / moe.experts) : 1;
  const idle = model.parameters - model.activeParameters;
  return (model.activeParameters + share * idle) * (bytesPerWeight[weights] ?? bytesPerNumber.bf16);
}
