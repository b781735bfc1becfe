import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../deployment/deployment.ts';
import { deploymentOfSettings, type Settings } from '../../deployment/overrides.ts';
import { byDefault, byFlag } from '../../deployment/traced.ts';
import { specOf } from '../../simulator/index.ts';
import { h100, llama8b } from './specs.ts';

const bare: Deployment = {
  name: 'chat',
  engine: { name: byFlag('vllm', '--engine'), version: byFlag('0.11.0', '--engine-version') },
  model: { name: byFlag('llama', '--model'), architecture: byFlag(llama8b, '--model') },
  precision: { weights: byFlag('int4-awq', '--weights') },
  parallelism: {},
  gpu: { model: byFlag(h100, '--gpu') },
  limits: { maxNumTokens: byDefault(8192, 'vLLM 0.11') },
  kvCache: {},
  batching: {},
};

describe('specOf', () => {
  it('lists what it assumed and whose default that is', () => {
    const result = specOf(bare);
    if (!result.ok) throw new Error('there should be a spec');
    expect(result.spec).toMatchObject({
      activations: 'bf16',
      kvFormat: 'bf16',
      tensorParallel: 1,
      maxNumTokens: 8192,
      maxSeqLen: 131_072,
      batching: { kind: 'inflight', policy: 'max-utilization' },
    });
    const what = result.assumptions.map((assumption) => assumption.what);
    expect(what).toContain('max_batch_size');
    expect(what).not.toContain('max_num_tokens');
    expect(result.assumptions.every(({ because }) => because.length > 5)).toBe(true);
  });

  it('takes what the deployment knows without an assumption', () => {
    const result = specOf({
      ...bare,
      parallelism: { tensor: byFlag(4, '--tp') },
      instances: byFlag(2, '--instances'),
    });
    if (!result.ok) throw new Error('there should be a spec');
    expect([result.spec.tensorParallel, result.spec.instances]).toEqual([4, 2]);
    expect(result.assumptions.map((assumption) => assumption.what)).not.toContain('tensor parallelism');
  });

  it('says what is missing and how to give it', () => {
    const result = specOf({ ...bare, model: {}, gpu: {}, precision: {} });
    if (result.ok) throw new Error('there should be no spec');
    expect(result.missing.map(({ hint }) => hint.split(' ')[0])).toEqual(['--model', '--gpu', '--weights']);
  });

  it('falls back to FP16 activations on a GPU without BF16', () => {
    const result = specOf({ ...bare, gpu: { model: byFlag({ ...h100, sm: 75 }, '--gpu') } });
    expect(result.ok && result.spec.activations).toBe('fp16');
  });
});

describe('a setting that cannot be read', () => {
  const unread: Deployment = { ...bare, undetermined: ['parallelism.tensor', 'kvCache.memoryFraction'] };

  it('is assumed, and said to be no default', () => {
    const result = specOf(unread);
    if (!result.ok) throw new Error('there should be a spec');
    expect(result.spec.tensorParallel).toBe(1);
    const because = Object.fromEntries(result.assumptions.map((each) => [each.what, each.because]));
    expect(because['tensor parallelism']).toMatch(/cannot be read/);
    expect(because['GPU memory utilisation']).toMatch(/cannot be read/);
    expect(because['pipeline parallelism']).toBe('every engine defaults to one stage');
  });

  it('is no assumption where a flag gives it after all', () => {
    const result = specOf({ ...unread, parallelism: { tensor: byFlag(8, '--tp') } });
    expect(result.ok && result.spec.tensorParallel).toBe(8);
    expect(result.ok && result.assumptions.map(({ what }) => what)).not.toContain('tensor parallelism');
  });
});

describe('host memory for KV blocks', () => {
  it('reaches the simulator from a model repository and from the command line', () => {
    const settings: Settings = {
      engine: 'tensorrt-llm',
      engineVersion: '1.0.0',
      modelName: llama8b.name,
      architecture: llama8b,
      gpu: h100,
      weights: 'bf16',
      hostCacheBytes: 2 ** 34,
    };
    const read = specOf(deploymentOfSettings(settings)!);
    expect(read.ok && read.spec.hostCacheBytes).toBe(2 ** 34);
    const other = specOf(deploymentOfSettings({ ...settings, engine: 'vllm', engineVersion: '0.11.0' })!);
    expect(other.ok && other.spec.hostCacheBytes).toBeUndefined();
  });
});
