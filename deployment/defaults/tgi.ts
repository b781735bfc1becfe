import { compareVersions, flagAt } from '../../catalog/flags.ts';
import { tgiLauncherFlags } from '../../catalog/tgi-environment.ts';
import type { Deployment } from '../deployment.ts';
import { known } from '../known.ts';
import type { DeploymentParts } from '../parts.ts';
import { wiggleRoom } from '../readers/tgi.ts';
import { byDefault, derived, type Traced } from '../traced.ts';
import { checkpointTypes } from './checkpoint-types.ts';
import { modelLength } from './model-length.ts';

const newest = tgiLauncherFlags.versions.at(-1)!;

/**
 * What text-generation-inference does of itself, by release (launcher/src/main.rs, backends/v3). From 2.0 on most limits
 * come out of its warm-up on the GPU: those stay unknown.
 */
export function tgiDefaults(deployment: Deployment): DeploymentParts {
  const version = deployment.engine.version?.value ?? newest;
  const whose = deployment.engine.version ? `TGI ${version}` : `TGI ${newest}, since no version is named`;
  const mark = <T>(value: T, certain: boolean): Traced<T> =>
    byDefault(value, certain ? whose : `${whose} (not pinned to this release)`);
  const literal = (...names: readonly string[]): Traced<number> | undefined => {
    for (const name of names) {
      const flag = flagAt(tgiLauncherFlags, name, version);
      if (typeof flag?.default === 'number') return mark(flag.default, flag.certain);
    }
    return undefined;
  };
  const isThird = compareVersions(version, '3.0.0') >= 0;
  const share = literal('--cuda-memory-fraction');
  const { gpu, parallelism, limits } = deployment;
  // A container that is told nothing of shards takes every GPU that it sees.
  const shards =
    parallelism.tensor === undefined && gpu.count && gpu.count.origin.kind !== 'derived'
      ? derived(gpu.count.value, 'one shard on each GPU that the container sees')
      : undefined;
  return {
    parallelism: { ...known('tensor', shards) },
    precision: checkpointTypes(deployment, whose),
    limits: {
      ...known(
        'maxSeqLen',
        literal('--max-total-tokens') ?? (isThird ? modelLength(deployment, 'TGI') : undefined),
      ),
      ...known(
        'maxNumTokens',
        literal('--max-batch-prefill-tokens') ?? secondBudget(version, limits.maxInputLen),
      ),
      ...known('maxInputLen', literal('--max-input-length')),
    },
    kvCache: {
      // The room that is left was read at one release alone.
      ...(share && { memoryFraction: mark(share.value * wiggleRoom, version === newest) }),
      ...known('maxTokens', literal('--max-batch-total-tokens')),
      ...(isThird && { blockTokens: mark(1, false), reuse: mark(true, false) }),
    },
    batching: {
      kind: byDefault('inflight', 'TGI'),
      // Blocks for the prompt and all tokens that may follow are taken when a request is admitted.
      policy: byDefault('guaranteed-no-evict', 'TGI, which reserves a request’s blocks at once'),
      chunkedPrefill: isThird ? mark(true, false) : mark(false, true),
    },
  };
}

/** The launcher of 2.x: the longest input and 50 tokens more. */
function secondBudget(version: string, input: Traced<number> | undefined): Traced<number> | undefined {
  const isSecond = compareVersions(version, '2.0.0') >= 0 && compareVersions(version, '3.0.0') < 0;
  return isSecond && input
    ? derived(input.value + 50, 'max_input_tokens + 50, as TGI 2 takes it')
    : undefined;
}
