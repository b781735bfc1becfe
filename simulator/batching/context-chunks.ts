/**
 * Chunks of prompts under EQUAL_PROGRESS (TensorRT-LLM microBatchScheduler.cpp, setCtxRequestsChunkSize): where all
 * fit, all are taken whole; otherwise each gets one unit after the other, in turn, as long as it fits the budget.
 * @param remaining tokens still to compute of each prompt
 * @param unit tokens per block: all chunks but a prompt's last are multiples of it
 * @param chunks where they are put: tokens of each prompt, 0 where it gets none
 */
export function chunksOf(remaining: readonly number[], budget: number, unit: number, chunks: number[]): void {
  chunks.length = 0;
  let all = 0;
  for (const tokens of remaining) {
    chunks.push(0);
    all += tokens;
  }
  if (all <= budget) {
    for (let at = 0; at < remaining.length; at++) chunks[at] = remaining[at]!;
    return;
  }
  let used = 0;
  for (let given = 1; given > 0 && used < budget; ) {
    given = 0;
    for (let at = 0; at < remaining.length; at++) {
      const more = Math.min(unit, remaining[at]! - chunks[at]!);
      if (used + more > budget) continue;
      chunks[at]! += more;
      used += more;
      given += more;
    }
  }
}
