import { describe, expect, it } from 'vitest';
import { findGpu } from '../../catalog/gpus.ts';
import { findModel } from '../../catalog/models.ts';
import type { Gpu, Lookup, ModelArchitecture } from '../../catalog/types.ts';
import { applySettings, deploymentOfSettings, type Settings } from '../../deployment/overrides.ts';
import { specOf } from '../../simulator/index.ts';

function item<T>(found: Lookup<T>): T {
  if (found.kind !== 'found') throw new Error('not in the catalogue');
  return found.item;
}
const gpu = (name: string): Gpu => item(findGpu(name));
const model = (name: string): ModelArchitecture => item(findModel(name));

const settings: Settings = {
  engine: 'vllm',
  engineVersion: '0.11.0',
  modelName: 'llama-3.1-8b',
  architecture: model('llama-3.1-8b'),
  gpu: gpu('h100'),
};

describe('deploymentOfSettings', () => {
  it('needs an engine', () => expect(deploymentOfSettings({ gpu: gpu('h100') })).toBeUndefined());

  it('fills in the defaults of the version, marked as such', () => {
    const deployment = deploymentOfSettings(settings)!;
    expect(deployment.kvCache.memoryFraction).toEqual({
      value: 0.9,
      origin: { kind: 'default', of: 'vLLM 0.11.0' },
    });
    expect(deployment.limits.maxBatchSize?.value).toBe(1024);
    expect(deployment.limits.maxNumTokens?.value).toBe(8192);
    expect(deployment.limits.maxSeqLen?.value).toBe(131072);
    expect(deployment.gpu.model?.origin).toEqual({ kind: 'flag', flag: '--gpu' });
  });

  it('is complete enough to simulate', () => expect(specOf(deploymentOfSettings(settings)!).ok).toBe(true));
});

describe('applySettings', () => {
  it('works defaults out anew: they hang on the GPU', () => {
    const smaller = applySettings(deploymentOfSettings(settings)!, { gpu: gpu('l40s') });
    expect(smaller.limits.maxBatchSize?.value).toBe(256);
    expect(smaller.limits.maxNumTokens?.value).toBe(2048);
  });

  it('works anew what follows from the model', () => {
    const other = applySettings(deploymentOfSettings(settings)!, {
      architecture: model('qwen3-8b'),
      modelName: 'qwen3-8b',
    });
    expect(other.limits.maxSeqLen?.value).toBe(40960);
  });

  it('counts GPUs by the parallelism that is asked for', () => {
    expect(applySettings(deploymentOfSettings(settings)!, { tensorParallel: 4 }).gpu.count?.value).toBe(4);
  });

  it('computes in the format of the new weights', () => {
    const fp8 = applySettings(
      deploymentOfSettings({ ...settings, engine: 'tensorrt-llm', engineVersion: '0.17', weights: 'bf16' })!,
      { weights: 'fp8' },
    );
    expect(fp8.precision.activations?.value).toBe('fp8');
  });

  it('keeps what nobody overrides', () => {
    const deployment = deploymentOfSettings({ ...settings, maxBatchSize: 32 })!;
    expect(applySettings(deployment, { gpus: 2 }).limits.maxBatchSize?.value).toBe(32);
  });
});
