import type { Gpu, ModelArchitecture } from '../catalog/types.ts';
import { fillDefaults } from './defaults/fill-defaults.ts';
import type {
  BatchingKind,
  CapacityPolicy,
  Deployment,
  EngineName,
  NumberFormat,
  WeightFormat,
} from './deployment.ts';
import { completeDeployment, type DeploymentParts, mergeParts } from './parts.ts';
import { byFlag, type Traced } from './traced.ts';

/** What the flags of the command line or the knobs of the panel say; names and units as in the flags, units in seconds. */
export interface Settings {
  readonly engine?: EngineName;
  readonly engineVersion?: string;
  readonly modelName?: string;
  readonly architecture?: ModelArchitecture;
  readonly gpu?: Gpu;
  readonly gpus?: number;
  readonly tensorParallel?: number;
  readonly pipelineParallel?: number;
  readonly dataParallel?: number;
  readonly expertParallel?: number;
  readonly weights?: WeightFormat;
  readonly kvFormat?: NumberFormat;
  readonly maxBatchSize?: number;
  readonly maxNumTokens?: number;
  readonly maxSeqLen?: number;
  readonly memoryFraction?: number;
  readonly batching?: BatchingKind;
  readonly policy?: CapacityPolicy;
  readonly chunkedPrefill?: boolean;
  readonly prefixCaching?: boolean;
  readonly hostCacheBytes?: number;
  readonly maxQueueDelay?: number;
  readonly preferredBatchSizes?: readonly number[];
  readonly replicas?: number;
  readonly router?: string;
}

/** Which flag sets which leaf of a Deployment: the one place where the two meet. */
const leaves: readonly {
  readonly setting: keyof Settings;
  readonly flag: string;
  readonly at: readonly [string, string?];
}[] = [
  { setting: 'engine', flag: '--engine', at: ['engine', 'name'] },
  { setting: 'engineVersion', flag: '--engine-version', at: ['engine', 'version'] },
  { setting: 'modelName', flag: '--model', at: ['model', 'name'] },
  { setting: 'architecture', flag: '--model', at: ['model', 'architecture'] },
  { setting: 'gpu', flag: '--gpu', at: ['gpu', 'model'] },
  { setting: 'gpus', flag: '--gpus', at: ['gpu', 'count'] },
  { setting: 'tensorParallel', flag: '--tp', at: ['parallelism', 'tensor'] },
  { setting: 'pipelineParallel', flag: '--pp', at: ['parallelism', 'pipeline'] },
  { setting: 'dataParallel', flag: '--dp', at: ['parallelism', 'data'] },
  { setting: 'expertParallel', flag: '--ep', at: ['parallelism', 'expert'] },
  { setting: 'weights', flag: '--weights', at: ['precision', 'weights'] },
  { setting: 'kvFormat', flag: '--kv-dtype', at: ['precision', 'kvCache'] },
  { setting: 'maxBatchSize', flag: '--max-batch-size', at: ['limits', 'maxBatchSize'] },
  { setting: 'maxNumTokens', flag: '--max-num-tokens', at: ['limits', 'maxNumTokens'] },
  { setting: 'maxSeqLen', flag: '--max-seq-len', at: ['limits', 'maxSeqLen'] },
  { setting: 'memoryFraction', flag: '--memory-fraction', at: ['kvCache', 'memoryFraction'] },
  { setting: 'prefixCaching', flag: '--prefix-caching', at: ['kvCache', 'reuse'] },
  { setting: 'hostCacheBytes', flag: '--host-cache-gib', at: ['kvCache', 'hostBytes'] },
  { setting: 'batching', flag: '--batching', at: ['batching', 'kind'] },
  { setting: 'policy', flag: '--policy', at: ['batching', 'policy'] },
  { setting: 'chunkedPrefill', flag: '--chunked-prefill', at: ['batching', 'chunkedPrefill'] },
  { setting: 'maxQueueDelay', flag: '--max-queue-delay-us', at: ['batching', 'maxQueueDelay'] },
  {
    setting: 'preferredBatchSizes',
    flag: '--preferred-batch-sizes',
    at: ['batching', 'preferredBatchSizes'],
  },
  { setting: 'replicas', flag: '--replicas', at: ['replicas'] },
  { setting: 'router', flag: '--router', at: ['routing'] },
];

/** The parts of a Deployment that settings name, each traced to its flag. */
export function partsOfSettings(settings: Settings): DeploymentParts {
  const parts: Record<string, Record<string, unknown> | unknown> = {};
  for (const { setting, flag, at } of leaves) {
    const value = settings[setting];
    if (value === undefined) continue;
    const [section, leaf] = at;
    if (leaf === undefined) parts[section] = byFlag(value, flag);
    else
      parts[section] = {
        ...(parts[section] as Record<string, unknown> | undefined),
        [leaf]: byFlag(value, flag),
      };
  }
  return parts as DeploymentParts;
}

/** A Deployment with settings in place of what it says; defaults are worked out anew, since they depend on both. */
export function applySettings(deployment: Deployment, settings: Settings): Deployment {
  const bare = withoutDefaults(deployment);
  const { activations: _, ...precision } = bare.precision;
  // The activations of a file belong to the weights of that file, not to those of the flag.
  const fitting = settings.weights ? { ...bare, precision } : bare;
  return fillDefaults({ ...fitting, ...mergeParts(partsOfSettings(settings), fitting) } as Deployment);
}

/** A Deployment of settings alone; undefined where no engine is named. */
export function deploymentOfSettings(settings: Settings): Deployment | undefined {
  const parts = partsOfSettings(settings);
  const name = parts.engine?.name;
  if (!name) return undefined;
  const title = [settings.architecture?.name ?? settings.modelName, settings.gpu?.name]
    .filter(Boolean)
    .join(' on ');
  return fillDefaults(
    completeDeployment(title || name.value, { ...parts, engine: { ...parts.engine, name } }),
  );
}

/** Sections whose leaves may be defaults, or follow from other values. */
const filled = ['precision', 'parallelism', 'gpu', 'limits', 'kvCache', 'batching'] as const;

/** The same Deployment with only what somebody set. */
function withoutDefaults(deployment: Deployment): Deployment {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(deployment)) {
    if (isFilledIn(value)) continue;
    kept[key] = (filled as readonly string[]).includes(key)
      ? Object.fromEntries(Object.entries(value as object).filter(([, leaf]) => !isFilledIn(leaf)))
      : value;
  }
  return kept as unknown as Deployment;
}

function isFilledIn(leaf: unknown): boolean {
  const origin = (leaf as Partial<Traced<unknown>> | undefined)?.origin;
  return origin?.kind === 'default' || origin?.kind === 'derived';
}
