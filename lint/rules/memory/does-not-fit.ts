import type { Deployment } from '../../../deployment/deployment.ts';
import type { Project } from '../../../deployment/project.ts';
import type { Origin } from '../../../deployment/traced.ts';
import type { Range } from '../../../grammar/text.ts';
import { type EngineSpec, type MemoryBreakdown, memoryOf, specOf } from '../../../simulator/index.ts';
import { builtMemories } from '../../reading/built-memory.ts';
import type { Rule, RuleContext } from '../../rule.ts';

const llama = (model: string): string =>
  `# batchwise: gpu=H100-SXM5-80GB vllm=0.8.0\nvllm serve ${model} --dtype bfloat16 --max-model-len 8192\n`;

export const doesNotFit: Rule = {
  code: 'BWM001',
  name: 'memory-does-not-fit',
  area: 'memory',
  severity: 'error',
  appliesTo: 'deployments and builds of engines whose model, GPU and weight format are known',
  summary: 'The weights and the buffers of the engine are larger than the memory of the GPU.',
  why: 'The engine runs out of memory while it loads, before it has room for a KV cache.',
  remedy:
    'Store the weights in fewer bits, spread the model over more GPUs (`--tensor-parallel-size`, `--tp_size`), or take a GPU with more memory. `batchwise memory` shows where every byte goes.',
  sources: ['NVIDIA/TensorRT-LLM docs/source/reference/memory.md'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      llama('«meta-llama/Llama-3.1-70B-Instruct»'),
      '# batchwise: gpu=L40S trtllm=0.17.0\npython3 examples/llama/convert_checkpoint.py --model_dir «Llama-3.1-70B» --dtype bfloat16 --tp_size 2 --output_dir ckpt\ntrtllm-build --checkpoint_dir ckpt --output_dir engine\n',
    ],
    good: [llama('meta-llama/Llama-3.1-8B-Instruct')],
  },
  speed: 'slow',
  check(context) {
    const { project, report } = context;
    checkBuilds(context);
    for (const { deployment, spec, memory } of memories(project)) {
      if (memory.freeBytes >= 0 || !memory.problem) continue;
      const { path, range } = placeOf(project, deployment, [
        deployment.model.name?.origin,
        deployment.precision.weights?.origin,
      ]);
      if (path === undefined) continue;
      if (reportShare(context, deployment, memory)) continue;
      const split = spec.tensorParallel * spec.pipelineParallel;
      report(
        path,
        range,
        `The ${spec.weights} weights take ${gib(memory.weightsBytes)} on each ${split > 1 ? `of ${split} GPUs` : 'GPU'}, a ${spec.gpu.name} has ${gib(memory.gpuBytes)}: ${memory.problem}.`,
        // The estimate may be off by a few per cent.
        -memory.freeBytes < doubt * memory.gpuBytes ? { severity: 'warning' } : {},
      );
    }
  },
};

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;

/** Of the GPU's memory. */
const doubt = 0.03;
/** What engines take of a GPU where nobody says otherwise. */
const ample = 0.9;

/** A share of memory that the file gives and that is too small, where the GPU itself would do. */
function reportShare({ report }: RuleContext, { kvCache }: Deployment, memory: MemoryBreakdown): boolean {
  const share = kvCache.memoryFraction;
  const origin = share?.origin.kind === 'file' ? share.origin : undefined;
  const needed = share ? share.value * memory.gpuBytes - memory.freeBytes : 0;
  if (!share || !origin || needed > ample * memory.gpuBytes) return false;
  report(
    origin.path,
    origin.range,
    `A share of ${share.value} is ${gib(share.value * memory.gpuBytes)} of the GPU: weights of ${gib(memory.weightsBytes)} and what goes with them leave nothing for the KV cache.`,
    memory.weightsBytes > share.value * memory.gpuBytes ? {} : { severity: 'warning' },
  );
  return true;
}

/** Engines that no server of the project loads: what their weights alone take. */
function checkBuilds({ project, options, report }: RuleContext): void {
  if (project.deployments.some(({ engine }) => engine.name.value === 'tensorrt-llm')) return;
  for (const { spec, memory, model } of builtMemories(project, options)) {
    if (memory.weightsBytes <= (1 + doubt) * memory.gpuBytes) continue;
    report(
      model.path,
      model.range,
      `The ${spec.weights} weights take ${gib(memory.weightsBytes)} on each of ${spec.tensorParallel * spec.pipelineParallel} ranks, a ${spec.gpu.name} has ${gib(memory.gpuBytes)}.`,
    );
  }
}

export interface DeploymentMemory {
  readonly deployment: Deployment;
  readonly spec: EngineSpec;
  readonly memory: MemoryBreakdown;
}

/** Leaves that no byte hangs on. */
const weightless = ['kvCache.reuse', 'batching.policy'];

/** The memory of every Deployment that is known well enough: not where something is set that cannot be read. */
export function memories(project: Project): DeploymentMemory[] {
  return project.deployments.flatMap((deployment) => {
    if (deployment.undetermined?.some((leaf) => !weightless.includes(leaf))) return [];
    // A share above the whole is a mistake of its own, and nothing fits beside it.
    if ((deployment.kvCache.memoryFraction?.value ?? 0) > 1) return [];
    const result = specOf(deployment);
    return result.ok ? [{ deployment, spec: result.spec, memory: memoryOf(result.spec) }] : [];
  });
}

/** The first of some origins that is a place in a file; else the start of the deployment's own file. */
export function placeOf(
  project: Project,
  deployment: Deployment,
  origins: readonly (Origin | undefined)[],
): { path: string | undefined; range: Range } {
  const origin = origins.find((candidate) => candidate?.kind === 'file');
  if (origin?.kind === 'file') return { path: origin.path, range: origin.range };
  const file = project.files.find(({ path }) => path === deployment.path);
  return { path: file?.path, range: { start: 0, end: Math.min(1, file?.text.length ?? 0) } };
}
