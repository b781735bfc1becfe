import { type FlagAtVersion, flagAt } from '../../catalog/flags.ts';
import {
  sglangChunkedPrefillSize,
  sglangDefaultFlags,
  sglangMemoryFraction,
} from '../../catalog/sglang-defaults.ts';
import type { EngineDefault } from '../../catalog/versioned-default.ts';
import type { Deployment } from '../deployment.ts';
import { known } from '../known.ts';
import type { DeploymentParts } from '../parts.ts';
import { byDefault, type Traced } from '../traced.ts';
import { checkpointTypes } from './checkpoint-types.ts';
import { modelLength } from './model-length.ts';

const newest = sglangDefaultFlags.versions.at(-1)!;

/** What SGLang does of itself, by release and by the memory of the GPU (server_args.py: _handle_gpu_memory_settings). */
export function sglangDefaults(deployment: Deployment): DeploymentParts {
  const version = deployment.engine.version?.value ?? newest;
  const whose = deployment.engine.version
    ? `SGLang ${version}`
    : `SGLang ${newest}, since no version is named`;
  const mark = <T>(value: T, certain: boolean): Traced<T> =>
    byDefault(value, certain ? whose : `${whose} (not pinned to this release)`);
  const flag = (name: string): FlagAtVersion | undefined => flagAt(sglangDefaultFlags, name, version);
  const literal = (name: string): Traced<number> | undefined => {
    const found = flag(name);
    return typeof found?.default === 'number' ? mark(found.default, found.certain) : undefined;
  };
  const ofCatalogue = (found: EngineDefault<number> | undefined): Traced<number> | undefined =>
    found && mark(found.value, found.certain);

  const memory = deployment.gpu.model?.value.memoryBytes;
  const chunked = deployment.batching.chunkedPrefill;
  const chunk =
    literal('--chunked-prefill-size') ??
    (memory === undefined ? undefined : ofCatalogue(sglangChunkedPrefillSize(version, memory)));
  const budget = chunked?.value === false ? literal('--max-prefill-tokens') : chunk;
  const tensor = deployment.parallelism.tensor?.value ?? 1;
  const fraction =
    memory === undefined
      ? undefined
      : sglangMemoryFraction(version, memory, {
          chunkedPrefillSize: deployment.limits.maxNumTokens?.value ?? budget?.value ?? 0,
          ranks: tensor * (deployment.parallelism.pipeline?.value ?? 1),
          tensor,
        });
  const cache = flag('--disable-radix-cache');
  return {
    precision: checkpointTypes(deployment, whose),
    limits: {
      ...known('maxSeqLen', modelLength(deployment, 'SGLang')),
      ...known('maxNumTokens', budget),
    },
    kvCache: {
      ...known('memoryFraction', ofCatalogue(fraction)),
      ...known('blockTokens', literal('--page-size')),
      ...(cache && { reuse: mark(cache.default !== true, cache.certain) }),
    },
    batching: {
      kind: byDefault('inflight', 'SGLang'),
      ...known('chunkedPrefill', chunksByDefault(version) ? mark(true, true) : undefined),
    },
  };
}

/** With a size of its own up to 0.3.6, and from 0.5.4 on with one by the memory of any GPU. */
const chunksByDefault = (version: string): boolean =>
  typeof flagAt(sglangDefaultFlags, '--chunked-prefill-size', version)?.default === 'number' ||
  sglangChunkedPrefillSize(version, 0) !== undefined;
