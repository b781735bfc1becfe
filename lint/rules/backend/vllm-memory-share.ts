import { vllmDefault } from '../../../catalog/vllm-defaults.ts';
import type { Project } from '../../../deployment/project.ts';
import { integerValue } from '../../../grammar/textproto/query.ts';
import type { RelatedLocation } from '../../finding.ts';
import { backendModels } from '../../reading/backend-models.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import type { ModelConfig } from '../../reading/model-config.ts';
import { versionFor } from '../../reading/versions.ts';
import { engineArgs, numberArgument, placeOfArgument } from '../../reading/vllm-engine-args.ts';
import type { LintOptions, Rule } from '../../rule.ts';

const model = (name: string, share: string, groups = ''): Record<string, string> => ({
  [`models/${name}/config.pbtxt`]: `backend: "vllm"\n${groups}`,
  [`models/${name}/1/model.json`]: `{ "model": "meta-llama/Llama-3.1-8B-Instruct"${share} }\n`,
});
const group = (count: string): string => `instance_group [ { count: ${count} kind: KIND_MODEL } ]\n`;
const share = (value: number): string => `, "gpu_memory_utilization": ${value}`;

export const vllmMemoryShare: Rule = {
  code: 'BWR019',
  name: 'vllm-engines-exceed-gpu',
  area: 'backend',
  severity: 'warning',
  appliesTo: 'models of the vllm backend in one repository whose `model.json` are among the files',
  summary: 'The vLLM engines of a repository ask for more than all of the memory of a GPU.',
  why: 'Each engine takes its share of the whole memory of the GPU, 0.9 or more where nothing is said, and does not start where less than that is free. Every instance is an engine of its own.',
  remedy:
    'Give each engine a `gpu_memory_utilization` so that they sum up to less than 1, or GPUs of their own.',
  sources: [
    'triton-inference-server/vllm_backend README.md, Using the vLLM Backend: gpu_memory_utilization',
    'vllm-project/vllm vllm/v1/worker/gpu_worker.py: Free memory on device is less than desired GPU memory utilization',
  ],
  examples: {
    bad: [
      model('a', share(0.5), group('«3»')),
      { ...model('a', share(0.6)), ...model('b', ', «"gpu_memory_utilization": 0.6»') },
    ],
    good: [
      model('a', share(0.45), group('2')),
      { ...model('a', share(0.45)), ...model('b', share(0.5)) },
      {
        ...model('a', share(0.9), 'instance_group [ { kind: KIND_GPU gpus: [ 0 ] } ]\n'),
        ...model('b', share(0.9), 'instance_group [ { kind: KIND_GPU gpus: [ 1 ] } ]\n'),
      },
    ],
  },
  check({ project, options, report }) {
    const seen = new Map<string, Engine[]>();
    for (const { config, backend } of backendModels(project)) {
      if (backend.name !== 'vllm' || config.repository === undefined) continue;
      const engine = engineFor(config, project, options);
      if (!engine) continue;
      const before = (seen.get(config.repository) ?? []).filter((other) => meet(other.gpus, engine.gpus));
      const taken = before.reduce((sum, other) => sum + other.share * other.count, 0);
      const total = taken + engine.share * engine.count;
      seen.set(config.repository, [...(seen.get(config.repository) ?? []), engine]);
      // Shares such as 0.1 and 0.9 do not sum up to 1 exactly.
      if (total <= 1 + 1e-9 || taken > 1 + 1e-9) continue;
      const alone = engine.share * engine.count > 1 + 1e-9;
      report(
        alone ? config.file : engine.place.path,
        alone ? engine.countPlace : engine.place.range,
        alone
          ? `${engine.count} engines of ${engine.share} each ask for ${round(engine.share * engine.count)} times the memory of the GPU.`
          : `Together with ${before.map(({ name }) => `\`${name}\``).join(', ')} the engines ask for ${round(total)} times the memory of the GPU.`,
        { related: (alone ? [engine] : before).map(({ place }) => place) },
      );
    }
  },
};

interface Engine {
  readonly name: string;
  readonly share: number;
  readonly count: number;
  readonly countPlace: RelatedLocation['range'];
  /** Where the share stands, or the file in which it does not. */
  readonly place: RelatedLocation;
  /** Undefined: on every GPU, or on the first. */
  readonly gpus: readonly number[] | undefined;
}

function engineFor(config: ModelConfig, project: Project, options: LintOptions): Engine | undefined {
  const args = engineArgs(config, project);
  if (!args) return undefined;
  const version = versionFor('vllm', config.file, project, options);
  // Without a release the lowest default of all counts.
  const byDefault = vllmDefault('gpu_memory_utilization', { version: version ?? '0.8.0' })?.value;
  const share = numberArgument(args, 'gpu_memory_utilization') ?? byDefault;
  const groups = instanceGroups(config);
  if (typeof share !== 'number' || groups.length > 1) return undefined;
  const [group] = groups;
  const gpus = group?.gpus.flatMap((node) => integerValue(node) ?? []);
  if (config.parameter('GPU_DEVICE_IDS')) return undefined;
  return {
    name: config.modelName ?? config.file.path,
    share,
    count: group?.count ?? 1,
    countPlace: group?.countNode?.range ?? config.head,
    place: {
      path: args.file.path,
      range: placeOfArgument(args, 'gpu_memory_utilization'),
      message: `${share} of the memory`,
    },
    gpus: gpus && gpus.length > 0 ? gpus : undefined,
  };
}

const meet = (a: Engine['gpus'], b: Engine['gpus']): boolean => !a || !b || a.some((gpu) => b.includes(gpu));
const round = (value: number): string => String(Math.round(value * 100) / 100);
