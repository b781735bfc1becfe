import { type Economics, timeParts } from '../../simulator/index.ts';
import type { MemoryBreakdown } from '../../simulator/memory/breakdown.ts';
import type { Distribution, ErrorBand, Totals } from '../../simulator/prediction.ts';

/** One result of `simulate --format json`; units stand in the names. */
export function predictionJson(prediction: Totals, economics: Economics) {
  return {
    batching: prediction.batching,
    memory: memoryJson(prediction.memory),
    ttft_ms: milliseconds(prediction.ttft),
    tpot_ms: milliseconds(prediction.tpot),
    itl_ms: milliseconds(prediction.itl),
    e2e_ms: milliseconds(prediction.e2e),
    queue_ms: milliseconds(prediction.queue),
    requests_per_s: prediction.requestsPerSecond,
    output_tokens_per_s: prediction.outputTokensPerSecond,
    total_tokens_per_s: prediction.totalTokensPerSecond,
    completed: prediction.completed,
    rejected: prediction.rejected,
    timed_out: prediction.timedOut,
    preemptions: prediction.preemptions,
    prompt_tokens: prediction.promptTokens,
    cached_tokens: prediction.cachedTokens,
    cache_hit_rate: prediction.cacheHitRate,
    cache_evictions: prediction.cacheEvictions,
    host_fetched_blocks: prediction.hostFetchedBlocks,
    saturated: prediction.saturated,
    useful_slot_share: prediction.usefulSlotShare,
    padded_row_share: prediction.paddedRowShare,
    mean_batch: prediction.meanBatch,
    largest_batch: prediction.largestBatch,
    kv_used: prediction.kvUsed,
    busy: prediction.busy,
    mean_request_ms: meanRequest(prediction),
    ...(prediction.goodput && {
      goodput: { share: prediction.goodput.share, requests_per_s: prediction.goodput.requestsPerSecond },
    }),
    ...economicsJson(economics),
    duration_s: prediction.duration,
    error_band: bandJson(prediction.errorBand),
  };
}

/** Where the time of a mean request went; the parts add up to the mean of `e2e_ms`. */
function meanRequest({ spent, completed }: Totals): Record<string, number> {
  return Object.fromEntries(timeParts.map((part) => [part, (1000 * spent[part]) / completed]));
}

const economicsJson = (economics: Economics) => ({
  ...(economics.perMillionOutputTokens !== undefined && {
    cost: {
      per_million_output_tokens: economics.perMillionOutputTokens,
      per_million_tokens: economics.perMillionTokens,
    },
  }),
  ...(economics.joulesPerOutputToken !== undefined && {
    energy: { joules_per_output_token_at_most: economics.joulesPerOutputToken },
  }),
});

export function memoryJson(memory: MemoryBreakdown) {
  return {
    weights_bytes: memory.weightsBytes,
    kv_cache_bytes: memory.kvCacheBytes,
    kv_cache_tokens: memory.kvCacheTokens,
    activation_bytes: memory.activationBytes,
    other_bytes: memory.otherBytes,
    free_bytes: memory.freeBytes,
    fits: memory.fits,
    ...(memory.problem !== undefined && { problem: memory.problem }),
    gpu_bytes: memory.gpuBytes,
    kv_bytes_per_token: memory.kvBytesPerToken,
    longest_request_tokens: memory.longestRequest,
    max_concurrent_longest: memory.maxConcurrentLongest,
    items: memory.items,
  };
}

/** NaN, where nothing was completed, is `null` in JSON. */
function milliseconds({ mean, p50, p90, p95, p99 }: Distribution) {
  return { mean: mean * 1000, p50: p50 * 1000, p90: p90 * 1000, p95: p95 * 1000, p99: p99 * 1000 };
}

const bandJson = (band: ErrorBand) => ({
  ttft_ms: band.ttft,
  tpot_ms: band.tpot,
  throughput: band.throughput ?? null,
  evidence: band.evidence,
});
