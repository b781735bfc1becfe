import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../deployment/deployment.ts';
import { withTargets } from '../../deployment/targets.ts';
import { projectOf } from '../lint/support.ts';

const first = (deployments: readonly Deployment[]): Deployment => deployments[0]!;

describe('withTargets', () => {
  it('fills in the GPU, traced to the command line, with the defaults that follow from it', async () => {
    const project = await projectOf({ 'serve.sh': 'vllm serve meta-llama/Llama-3.1-8B-Instruct\n' });
    const aimed = withTargets(project, { gpu: 'H100-SXM5-80GB', versions: { vllm: '0.11.0' } });
    const { gpu, engine, limits } = first(aimed.deployments);
    expect(gpu.model?.value.name).toBe('H100-SXM5-80GB');
    expect(gpu.model?.origin).toEqual({ kind: 'flag', flag: '--gpu' });
    expect(engine.version?.value).toBe('0.11.0');
    expect(limits.maxNumTokens?.value).toBe(8192);
  });

  it('leaves alone what the files say', async () => {
    const project = await projectOf({ 'serve.sh': '# batchwise: gpu=L4 vllm=0.9.0\nvllm serve m\n' });
    const aimed = withTargets(project, { gpu: 'H100-SXM5-80GB', versions: { vllm: '0.11.0' } });
    expect(aimed).toBe(project);
  });

  it('takes a name of no card, and no name at all, for nothing', async () => {
    const project = await projectOf({ 'serve.sh': 'vllm serve m\n' });
    expect(withTargets(project, { gpu: 'no such card', versions: {} })).toBe(project);
    expect(withTargets(project, { versions: {} })).toBe(project);
  });

  it('gives the same project for the same targets, so that readings of it are kept', async () => {
    const project = await projectOf({ 'serve.sh': 'vllm serve m\n' });
    const targets = { gpu: 'L4', versions: {} };
    expect(withTargets(project, targets)).toBe(withTargets(project, { ...targets }));
  });

  it('chooses the default backend of the release', async () => {
    const project = await projectOf({ 'serve.sh': 'trtllm-serve meta-llama/Llama-3.1-8B\n' });
    const { engine } = first(withTargets(project, { versions: { trtllm: '0.17.0' } }).deployments);
    expect(engine.backend?.value).toBe('tensorrt');
  });
});
