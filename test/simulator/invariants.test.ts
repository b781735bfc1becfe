import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EngineSpec, type Prediction, simulate, type Workload } from '../../simulator/index.ts';
import { specs, workloads } from './arbitraries.ts';

const runs = { numRuns: 300, seed: 17 };

const known = new Map<string, Prediction>();

/** The same seed draws the same cases for each property; each is simulated once. */
function predictionOf(spec: EngineSpec, workload: Workload): Prediction {
  const key = JSON.stringify([spec, workload]);
  const prediction = known.get(key) ?? simulate(spec, workload);
  known.set(key, prediction);
  return prediction;
}

/** Every policy, release and kind of workload; predictions by hand where the property names them. */
function holdsFor(property: (prediction: Prediction, spec: EngineSpec, workload: Workload) => void): void {
  fc.assert(
    fc.property(specs, workloads, (spec, workload) => property(predictionOf(spec, workload), spec, workload)),
    runs,
  );
}

describe('under every policy', () => {
  it('no request is lost: each has its whole answer, or is refused, or its client gave up', () => {
    holdsFor(({ requests, completed, rejected, timedOut, count }, spec) => {
      expect(completed + rejected).toBe(count);
      expect(timedOut).toBeLessThanOrEqual(rejected);
      let answered = 0;
      for (let row = 0; row < count; row++) {
        if (Number.isNaN(requests.finished[row])) continue;
        answered++;
        expect(requests.outputTokens[row]).toBeGreaterThan(0);
        expect(requests.promptTokens[row]! + requests.outputTokens[row]!).toBeLessThanOrEqual(spec.maxSeqLen);
      }
      expect(answered).toBe(completed);
    });
  });

  it('no token is lost: the gaps of all answers add up to the time between their first and last tokens', () => {
    let checked = 0;
    holdsFor(({ requests, itl, timedOut, completed }, spec) => {
      // In a static batch the client waits for more than gaps; who gave up had gaps of which no answer tells.
      if (spec.batching.kind !== 'inflight' || timedOut > 0) return;
      let gaps = 0;
      let between = 0;
      for (let row = 0; row < requests.count; row++) {
        if (Number.isNaN(requests.finished[row])) {
          // vLLM V0 ignores whom it has sent back with more tokens than a step takes: it had gaps and has no answer.
          if (!Number.isNaN(requests.firstToken[row])) return;
          continue;
        }
        gaps += requests.outputTokens[row]! - 1;
        between += requests.finished[row]! - requests.firstToken[row]!;
      }
      if (gaps === 0) return;
      checked += completed;
      expect((itl.mean * gaps) / between).toBeCloseTo(1, 6);
    });
    expect(checked).toBeGreaterThan(500);
  });

  it('time runs forward, and a slot serves one request at a time', () => {
    holdsFor(({ requests, count }) => {
      const bySlot = new Map<number, [number, number][]>();
      for (let row = 0; row < count; row++) {
        if (Number.isNaN(requests.finished[row])) continue;
        const [sent, start, first, end] = [
          requests.arrived[row]!,
          requests.scheduled[row]!,
          requests.firstToken[row]!,
          requests.finished[row]!,
        ];
        expect(sent <= start && start < first && first <= end).toBe(true);
        // A request that was sent back may have had another slot before.
        if (requests.preemptions[row] === 0) {
          const slot = requests.slot[row]!;
          bySlot.set(slot, [...(bySlot.get(slot) ?? []), [start, requests.released[row]!]]);
        }
      }
      for (const times of bySlot.values()) {
        times.sort((left, right) => left[0] - right[0]);
        for (let at = 1; at < times.length; at++)
          expect(times[at]![0]).toBeGreaterThanOrEqual(times[at - 1]![1]);
      }
    });
  });

  it('the KV cache is never fuller than full, and no batch larger than allowed', () => {
    holdsFor(({ kvUsed, largestBatch }, spec) => {
      expect(kvUsed.most).toBeLessThanOrEqual(1 + 1e-12);
      expect(largestBatch).toBeLessThanOrEqual(spec.maxBatchSize * spec.pipelineParallel);
    });
  });

  it('work is conserved: with everything there from the start an engine never rests', () => {
    let checked = 0;
    fc.assert(
      fc.property(specs, workloads, (spec, workload) => {
        // Nobody is told to wait for company.
        const { fullBatchTimeout: _, ...batching } = spec.batching;
        const { busy, completed } = simulate(
          { ...spec, instances: 1, batching: { ...batching, maxQueueDelay: 0, vllm: {} } },
          { ...workload, arrivals: { kind: 'offline' }, clientTimeout: 1e9 },
        );
        if (completed === 0 || spec.pipelineParallel > 1) return;
        checked++;
        expect(busy).toBeCloseTo(1, 9);
      }),
      runs,
    );
    expect(checked).toBeGreaterThan(50);
  });

  it('nobody overtakes where the engine promises order of arrival', () => {
    let checked = 0;
    fc.assert(
      // With several engines or micro-batches there are several queues.
      fc.property(specs, workloads, (drawn, workload) => {
        const spec = { ...drawn, instances: 1, pipelineParallel: 1 };
        const { kind, chunkedPrefill, priorities } = spec.batching;
        // TensorRT-LLM's chunks let short prompts pass.
        const chunks = kind === 'inflight' && spec.engine === 'tensorrt-llm' && chunkedPrefill;
        // SGLang sorts its queue by what is cached, or by the answers, or not at all.
        const sorted = spec.engine === 'sglang' && spec.batching.sglang?.order !== 'fcfs';
        // Where several prompts are computed in part vLLM V0 lets short ones pass long ones.
        const passes = spec.engine === 'vllm' && (spec.batching.vllm?.partialPrefills ?? 1) > 1;
        const overtakes = chunks || (kind === 'inflight' && (sorted || passes));
        const urgent = workload.priorityShares && (priorities ?? spec.engine === 'tensorrt-llm');
        if (overtakes || urgent) return;
        const { requests } = predictionOf(spec, workload);
        let latest = 0;
        for (const start of requests.scheduled) {
          if (Number.isNaN(start)) continue;
          expect(start).toBeGreaterThanOrEqual(latest);
          latest = start;
          checked++;
        }
      }),
      runs,
    );
    expect(checked).toBeGreaterThan(1000);
  });

  it('the same seed gives the same bytes', () => {
    const text = (prediction: Prediction): string =>
      JSON.stringify(prediction, (_, value) =>
        ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value,
      );
    fc.assert(
      fc.property(specs, workloads, (spec, workload) => {
        expect(text(simulate(spec, workload))).toBe(text(simulate(spec, workload)));
      }),
      { numRuns: 60, seed: 4 },
    );
  });
});
