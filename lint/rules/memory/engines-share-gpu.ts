import type { Deployment } from '../../../deployment/deployment.ts';
import type { Project } from '../../../deployment/project.ts';
import { memoryOf, specOf } from '../../../simulator/index.ts';
import type { RelatedLocation } from '../../finding.ts';
import { valueGiven } from '../../reading/backend-models.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

const model = (name: string, more: string): Record<string, string> => ({
  [`models/${name}/config.pbtxt`]: `backend: «"tensorrtllm"»\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\nparameters { key: "gpt_model_path" value { string_value: "/engines/${name}" } }\n${more}`,
});
const plain = (files: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll(/[«»]/g, '')]));
const share = (value: string): string =>
  `parameters { key: "kv_cache_free_gpu_mem_fraction" value { string_value: "${value}" } }\n`;
const ids = (value: string): string =>
  `parameters { key: "gpu_device_ids" value { string_value: "${value}" } }\n`;

export const enginesShareGpu: Rule = {
  code: 'BWM003',
  name: 'engines-share-gpu',
  area: 'memory',
  severity: 'warning',
  appliesTo: 'repositories with several models of `backend: "tensorrtllm"` on the same GPU',
  summary: 'The engines of a repository claim more than all of the memory that is free on their GPU.',
  why: 'Each engine gives its KV cache a share of the memory that is free once it is loaded, 0.9 where nothing is said. The engine that loads next finds the rest only, in which its weights must fit too; which one is first is not fixed.',
  remedy:
    'Give each a `kv_cache_free_gpu_mem_fraction` so that the others have room, a fixed `max_tokens_in_paged_kv_cache`, or GPUs of their own with `gpu_device_ids`.',
  sources: [
    'triton-inference-server/tensorrtllm_backend docs/model_config.md, kv_cache_free_gpu_mem_fraction',
    'NVIDIA/TensorRT-LLM cpp/tensorrt_llm/batch_manager/kvCacheManager.cpp: freeGpuMemoryFraction of the free memory',
  ],
  examples: {
    bad: [{ ...plain(model('a', '')), ...model('b', '') }],
    good: [
      plain({ ...model('a', share('0.4')), ...model('b', share('0.5')) }),
      plain({ ...model('a', ids('0')), ...model('b', ids('1')) }),
    ],
  },
  speed: 'slow',
  check({ project, report }) {
    const byRepository = new Map<string, Engine[]>();
    for (const engine of enginesOf(project)) {
      const before = byRepository.get(engine.repository) ?? [];
      const neighbours = before.filter((other) => other.gpus === engine.gpus);
      byRepository.set(engine.repository, [...before, engine]);
      const taken = neighbours.reduce((sum, other) => sum + other.share, 0);
      if (neighbours.length === 0 || taken > 1 + 1e-9 || taken + engine.share <= 1 + 1e-9) continue;
      if (fitTogether([...neighbours, engine])) continue;
      report(
        engine.path,
        engine.range,
        `With ${neighbours.map(({ name }) => `\`${name}\``).join(', ')} on the same GPU, the KV caches claim ${Math.round((taken + engine.share) * 100)} % of the memory that is free.`,
        { related: neighbours.map(({ place }) => place) },
      );
    }
  },
};

interface Engine {
  readonly name: string;
  readonly repository: string;
  readonly path: string;
  readonly range: RelatedLocation['range'];
  readonly place: RelatedLocation;
  readonly share: number;
  readonly gpus: string;
  readonly deployment: Deployment;
}

/** The engines that take a share of free memory; those with a fixed number of tokens take no more than these. */
function enginesOf(project: Project): Engine[] {
  return trtllmModels(project).flatMap(({ config, parameters }) => {
    const deployment = project.deployments.find(({ path }) => path === config.file.path);
    const backend = config.string('backend');
    const share = deployment?.kvCache.memoryFraction;
    if (!deployment || !share || config.repository === undefined || backend?.origin.kind !== 'file')
      return [];
    if (valueGiven(parameters, 'max_tokens_in_paged_kv_cache')?.value) return [];
    const given = share.origin.kind === 'file' ? share.origin : backend.origin;
    return [
      {
        name: config.modelName ?? config.file.path,
        repository: config.repository,
        path: config.file.path,
        range: given.range,
        place: {
          path: config.file.path,
          range: given.range,
          message: `takes ${share.value} of what is free`,
        },
        share: share.value,
        // Ranks are put on the visible GPUs in order, so that equal splits meet.
        gpus: `${valueGiven(parameters, 'gpu_device_ids')?.value ?? ''}`.trim(),
        deployment,
      },
    ];
  });
}

/** Whether every engine finds room whichever loads last; unknown sizes count as not. */
function fitTogether(engines: readonly Engine[]): boolean {
  const specs = engines.map(({ deployment }) => specOf(deployment));
  return engines.every((_, last) => {
    let left: number | undefined;
    for (const at of [...engines.keys()].filter((index) => index !== last).concat(last)) {
      const result = specs[at]!;
      if (!result.ok) return false;
      left ??= result.spec.gpu.memoryBytes;
      const memory = memoryOf({ ...result.spec, gpu: { ...result.spec.gpu, memoryBytes: left } });
      if (!memory.fits) return false;
      left = memory.freeBytes;
    }
    return true;
  });
}
