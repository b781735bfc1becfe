import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simulateTotals, type TracedRequest } from '../../../simulator/index.ts';
import { readTrace } from '../../../simulator/workload/trace/read-trace.ts';
import { engineSpec, h100 } from '../specs.ts';

const file = '../shared/measurements/traces/mooncake_conversation_hashids_first4000.jsonl';

/** A pool that nothing has to leave. */
const endless = { ...h100, name: 'a GPU that no table has', memoryBytes: 1e15 };

function replay(
  engine: 'vllm' | 'sglang' | 'tensorrt-llm',
  trace: readonly TracedRequest[],
  blockTokens: number,
) {
  return simulateTotals(
    engineSpec({
      engine,
      engineVersion: engine === 'vllm' ? '0.20.0' : '1.0.0',
      gpu: endless,
      maxSeqLen: 200_000,
      blockTokens,
      batching: { policy: engine === 'tensorrt-llm' ? 'guaranteed-no-evict' : 'max-utilization' },
    }),
    {
      trace,
      arrivals: { kind: 'offline' },
      prompt: { kind: 'fixed', tokens: 1 },
      output: { kind: 'fixed', tokens: 1 },
      requests: trace.length,
      seed: 1,
    },
  );
}

/** Tokens of whole blocks found where every stretch of every earlier request is kept, at most all but the last. */
function foundByAll(trace: readonly TracedRequest[], blockTokens: number): number {
  const seen = new Set<number>();
  let found = 0;
  for (const { promptTokens, hashes, hashTokens } of trace) {
    const fresh = hashes!.findIndex((hash) => !seen.has(hash));
    const known = Math.min(promptTokens - 1, fresh < 0 ? promptTokens : fresh * hashTokens!);
    found += Math.floor(known / blockTokens) * blockTokens;
    for (const hash of hashes!) seen.add(hash);
  }
  return found;
}

describe.skipIf(!existsSync(file))("Mooncake's conversations", () => {
  const read = readTrace(existsSync(file) ? readFileSync(file, 'utf8') : '');
  const trace = read.ok ? read.requests : [];
  const prompts = trace.reduce((sum, { promptTokens }) => sum + promptTokens, 0);

  it('are read whole', () => {
    expect(trace.length).toBe(4000);
    expect(prompts).toBe(53_249_359);
  });

  it("find in vLLM's endless pool exactly what they have in common", () => {
    const totals = replay('vllm', trace, 16);
    expect(totals.cachedTokens).toBe(foundByAll(trace, 16));
    expect(totals.cacheHitRate).toBeCloseTo(0.3314, 4);
    expect(totals.cacheEvictions).toBe(0);
    expect(totals.completed).toBe(4000);
  });

  it("find at least as much in TensorRT-LLM's, which uses parts of blocks, and in no pool more than they share", () => {
    const tokens = foundByAll(trace, 1);
    const tensorrt = replay('tensorrt-llm', trace, 32).cachedTokens;
    expect(tensorrt).toBeGreaterThanOrEqual(foundByAll(trace, 32));
    expect(tensorrt).toBeLessThanOrEqual(tokens);
    // Like blocks that are computed at the same time are not found: nothing is stored before the step is done.
    expect(replay('sglang', trace, 1).cachedTokens).toBeLessThanOrEqual(tokens);
  });
});
