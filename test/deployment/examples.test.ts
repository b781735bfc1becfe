import { describe, expect, it } from 'vitest';
import type { Deployment } from '../../deployment/deployment.ts';
import { loadProject } from '../../deployment/load.ts';
import type { Project } from '../../deployment/project.ts';
import type { Traced } from '../../deployment/traced.ts';
import { DiskWorkspace } from '../../workspace/node/disk.ts';

const load = (path: string): Promise<Project> => loadProject(new DiskWorkspace('.'), [path]);

/** The text that a value's origin points at. */
function quoted(project: Project, leaf: Traced<unknown> | undefined): string | undefined {
  if (leaf?.origin.kind !== 'file') return undefined;
  const { path, range } = leaf.origin;
  return project.files.find((file) => file.path === path)?.text.slice(range.start, range.end);
}

describe('examples/llama-3.1-8b-h100', async () => {
  const project = await load('examples/llama-3.1-8b-h100');
  const found = project.deployments;
  const deployment = found[0] as Deployment;

  it('is one deployment, named after the model that runs the engine', () => {
    expect(found.map((each) => each.name)).toEqual(['tensorrt_llm']);
    expect(deployment.engine.name.value).toBe('tensorrt-llm');
    expect(deployment.path).toBe('examples/llama-3.1-8b-h100/model_repository/tensorrt_llm/config.pbtxt');
  });

  it('takes the version from the container image', () => {
    expect(deployment.engine.version?.value).toBe('0.17.0');
    expect(quoted(project, deployment.engine.version)).toContain('tritonserver:25.01');
  });

  it('takes GPU and model from the batchwise line', () => {
    expect(deployment.gpu.model?.value.name).toBe('H100-SXM5-80GB');
    expect(quoted(project, deployment.gpu.model)).toBe('H100-SXM5-80GB');
    expect(deployment.model.architecture?.value.name).toBe('meta-llama/Llama-3.1-8B');
  });

  it('takes precision and mapping from the checkpoint tool', () => {
    expect(deployment.precision.weights?.value).toBe('fp8');
    expect(quoted(project, deployment.precision.weights)).toBe('fp8');
    expect(deployment.precision.kvCache?.value).toBe('fp8');
    expect(deployment.parallelism.tensor?.value).toBe(1);
  });

  it('takes the limits from the engine build, Triton’s own where it is lower', () => {
    expect(deployment.limits.maxBatchSize?.value).toBe(64);
    expect(deployment.limits.maxNumTokens?.value).toBe(8192);
    expect(quoted(project, deployment.limits.maxNumTokens)).toBe('8192');
    expect(deployment.limits.maxNumTokens?.origin).toMatchObject({
      path: 'examples/llama-3.1-8b-h100/build_engine.sh',
    });
  });

  it('takes batching from the backend’s parameters and knows the ensemble around it', () => {
    expect(deployment.batching.kind?.value).toBe('inflight');
    expect(quoted(project, deployment.batching.kind)).toContain('inflight_fused_batching');
    expect(deployment.ensemble?.steps.map((step) => step.value)).toEqual([
      'preprocessing',
      'tensorrt_llm',
      'postprocessing',
    ]);
  });

  it('marks what nobody set as a default, and whose', () => {
    expect(deployment.limits.maxBeamWidth?.value).toBe(1);
    expect(deployment.kvCache.blockTokens).toMatchObject({ value: 64, origin: { kind: 'default' } });
  });
});

describe('examples/vllm-kubernetes', async () => {
  const project = await load('examples/vllm-kubernetes');
  const deployment = project.deployments[0] as Deployment;

  it('is one vLLM server with version and GPU from the manifest', () => {
    expect(project.deployments).toHaveLength(1);
    expect(deployment.engine.name.value).toBe('vllm');
    expect(deployment.engine.version?.value).toMatch(/^0\.11/);
    expect(deployment.gpu.model?.value.name).toMatch(/^H100/);
    expect(deployment.gpu.count?.value).toBe(1);
  });

  it('leaves the replicas to the autoscaler, and knows what it follows', () => {
    expect(deployment.replicas).toBeUndefined();
    expect(deployment.autoscaling?.minReplicas?.value).toBeGreaterThanOrEqual(1);
    expect(deployment.autoscaling?.metric?.value).toMatch(/vllm/);
  });
});
