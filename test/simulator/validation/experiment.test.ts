import { describe, expect, it } from 'vitest';
import { releaseOf } from '../../../simulator/validation/engine-release.ts';
import { type Experiment, experimentOf } from '../../../simulator/validation/experiment.ts';
import { type Measurement, readMeasurements } from '../../../simulator/validation/measurement.ts';

const columns: Readonly<Record<string, string>> = {
  id: 'a',
  quality: 'A',
  suite: 'inferencex',
  engine: 'vllm',
  engine_version: '0.11.0',
  model: 'meta-llama/Llama-3.1-8B',
  weights: 'fp8',
  gpu: 'H100-SXM',
  tp: '1',
  isl: '1024',
  osl: '128',
  concurrency: '16',
  rate: 'inf',
  metric: 'tpot_ms',
  value: '10',
};

function row(changes: Readonly<Record<string, string>> = {}): Measurement {
  const cells = { ...columns, ...changes };
  return readMeasurements(`${Object.keys(cells).join()}\n${Object.values(cells).join()}`).rows[0]!;
}

function experiment(changes: Readonly<Record<string, string>> = {}): Experiment {
  const plan = experimentOf(row(changes));
  if ('skipped' in plan) throw new Error(plan.skipped);
  return plan.experiment;
}

describe('the experiment behind a row', () => {
  it('is a closed loop where clients are counted', () => {
    const { workload, static: isStatic } = experiment();
    expect(workload.arrivals).toEqual({ kind: 'closed', concurrency: 16 });
    expect(workload.prompt).toEqual({ kind: 'uniform', low: 820, high: 1024 });
    expect(isStatic).toBe(false);
  });

  it('has the nominal lengths in the mean where AIPerf sent it, and all alike where a script says so', () => {
    const gap = experiment({ suite: 'aic-gap', engine: 'trtllm', engine_version: '1.0.0', isl: '4000' });
    expect(gap.workload.prompt).toEqual({ kind: 'uniform', low: 3600, high: 4400 });
    expect(gap.spec.maxSeqLen).toBeGreaterThanOrEqual(4400 + 140);
    expect(experiment({ suite: 'inferencex-exp' }).workload.prompt).toEqual({ kind: 'fixed', tokens: 1024 });
  });

  it('has gpt-oss in MXFP4, in which alone it is published', () => {
    const { spec } = experiment({ model: 'openai/gpt-oss-120b', weights: 'fp8' });
    expect(spec.weights).toBe('mxfp4');
  });

  it('is offline where only an infinite rate is, a batch where it says so, and Poisson with a rate', () => {
    const docs = { suite: 'trtllm-docs', engine: 'trtllm', engine_version: '0.17', concurrency: '' };
    expect(experiment(docs).workload.arrivals).toEqual({ kind: 'offline' });
    expect(experiment({ ...docs, rate: 'qps=8' }).workload.arrivals).toEqual({ kind: 'poisson', rate: 8 });
    const batch = experiment({ ...docs, concurrency: '64', rate: '', notes: 'static batching' });
    expect(batch).toMatchObject({ static: true, workload: { requests: 64, arrivals: { kind: 'offline' } } });
    expect(batch.spec.batching.kind).toBe('static');
  });

  it('deals sequences over ranks that share experts', () => {
    const { spec } = experiment({
      engine: 'trtllm',
      model: 'deepseek-ai/DeepSeek-R1',
      tp: '8',
      notes: 'TP8 EP8 attention-DP max_num_tokens 1151 kv_frac 0.8',
    });
    expect(spec).toMatchObject({ tensorParallel: 1, dataParallel: 8, expertParallel: 8 });
    expect(spec).toMatchObject({ maxNumTokens: 1151, memoryFraction: 0.8 });
  });

  it.each([
    [{ engine: 'llama.cpp' }, 'engine not modelled: llama.cpp'],
    [{ quality: 'C' }, 'quality C'],
    [{ mode: 'disagg' }, 'separate workers'],
    [{ notes: 'TP8 EP2 MTP3 min-latency' }, 'speculative'],
    [{ model: 'nobody/nothing-9B' }, 'architecture unknown'],
    [{ gpu: 'Z9000' }, 'GPU unknown'],
    [{ weights: 'q4_k_m' }, 'weight format unknown'],
    [{ concurrency: '', rate: '' }, 'neither concurrency nor rate'],
  ])('is out of scope with %j', (changes, why) => {
    const plan = experimentOf(row(changes as Record<string, string>));
    expect('skipped' in plan && plan.skipped).toContain(why);
  });
});

describe('a release', () => {
  it('is taken from the label, or from the date of the run', () => {
    expect(releaseOf(row(), 'vllm')).toBe('0.11.0');
    expect(releaseOf(row({ engine_version: 'mid-2024 (unpinned)' }), 'vllm')).toBe('0.5.0');
    expect(releaseOf(row({ engine_version: '', notes: 'dump; 2025-10-29; moe=fp8' }), 'vllm')).toBe('0.11.0');
    expect(releaseOf(row({ engine_version: '' }), 'vllm')).toBeUndefined();
  });
});
