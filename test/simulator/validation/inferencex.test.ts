import { describe, expect, it } from 'vitest';
import { experimentOf } from '../../../simulator/validation/experiment.ts';
import { isInferenceX, recipeOf } from '../../../simulator/validation/inferencex.ts';
import type { Measurement } from '../../../simulator/validation/measurement.ts';
import { runOf } from '../../../simulator/validation/predict.ts';

const row = (more: Partial<Measurement>): Measurement => ({
  id: 'r1',
  quality: 'A',
  suite: 'inferencex',
  engine: 'sglang',
  version: '0.5.9',
  model: 'deepseek-ai/DeepSeek-V3',
  weights: 'fp8',
  kv: '',
  gpu: 'B200-SXM',
  gpus: 8,
  tensorParallel: 8,
  pipelineParallel: 1,
  expertParallel: 1,
  dataParallel: 1,
  mode: 'agg',
  promptTokens: 1024,
  outputTokens: 1024,
  concurrency: 16,
  rate: 'inf',
  maxBatchSize: undefined,
  metric: 'ttft_ms',
  stat: 'mean',
  value: 402,
  notes: 'InferenceX/InferenceMAX dump; 2026-03-25; moe=fp8',
  ...more,
});

describe('settings of InferenceX that its rows leave out', () => {
  it('hold for its own rows and for those that repeat its sweep', () => {
    expect(isInferenceX(row({}))).toBe(true);
    expect(isInferenceX(row({ suite: 'aic-gap' }))).toBe(true);
    expect(isInferenceX(row({ suite: 'aic-gap', promptTokens: 4000 }))).toBe(false);
    expect(isInferenceX(row({ suite: 'aic-gap', engine: 'trtllm' }))).toBe(false);
    expect(recipeOf(row({ suite: 'argonne' }))).toEqual({});
  });

  it('are the KV format, the token budget and how long SGLang leaves arrivals', () => {
    expect(recipeOf(row({}))).toMatchObject({ kvFormat: 'fp8', maxNumTokens: 32768, waitSteps: 15 });
    expect(recipeOf(row({ concurrency: 4 }))).toMatchObject({ waitSteps: 5 });
    expect(recipeOf(row({ engine: 'vllm', model: 'meta-llama/Llama-3.1-70B' }))).toEqual({
      kvFormat: 'fp8',
      maxNumTokens: 8192,
    });
  });

  it('tell runs with multi-token prediction by sweep, release and parallelism', () => {
    const drafted = (more: Partial<Measurement>): number =>
      recipeOf(row({ model: 'deepseek-ai/DeepSeek-R1', ...more })).speculation?.draftTokens ?? 0;
    expect(drafted({})).toBe(2);
    expect(drafted({ tensorParallel: 4 })).toBe(0);
    expect(drafted({ engine: 'trtllm', version: '1.2.0rc6.post3' })).toBe(3);
    expect(drafted({ engine: 'trtllm', version: '1.2.0rc6.post3', dataParallel: 8 })).toBe(1);
    expect(drafted({ engine: 'trtllm', version: '1.2.0rc6.post2' })).toBe(0);
    expect(drafted({ engine: 'trtllm', version: '1.1.0rc2.post2', notes: 'dump; 2026-01-14' })).toBe(3);
  });

  it('put the eight ranks of the experimental directory on one core, whose work adds up', () => {
    const plan = experimentOf(
      row({ suite: 'inferencex-exp', engine: 'vllm', version: '0.16.0', model: 'MiniMaxAI/MiniMax-M2.5' }),
    );
    if ('skipped' in plan) throw new Error(plan.skipped);
    expect(plan.experiment.ranksPerCore).toBe(8);
    const { ranksPerCore: _none, ...apart } = plan.experiment;
    const [shared, own] = [runOf(plan.experiment).prediction, runOf(apart).prediction];
    expect(shared.outputTokensPerSecond).toBeLessThan(own.outputTokensPerSecond);
    expect(shared.ttft.mean).toBeGreaterThan(own.ttft.mean);
  });

  it('make a request wait for decode steps before it is taken', () => {
    const plan = experimentOf(row({ concurrency: 4 }));
    if ('skipped' in plan) throw new Error(plan.skipped);
    const { waitSteps: _none, ...atOnce } = plan.experiment;
    const [waiting, taken] = [runOf(plan.experiment), runOf(atOnce)];
    const waited = waiting.server - taken.server;
    expect(waited).toBeGreaterThan(0);
    expect(waited).toBeCloseTo(5 * taken.prediction.itl.p50, 9);
    expect(waiting.prediction.ttft.mean).toBeGreaterThan(taken.prediction.ttft.mean);
  });
});
