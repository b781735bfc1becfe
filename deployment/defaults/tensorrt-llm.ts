import { type TrtllmDefaultName, trtllmDefault } from '../../catalog/trtllm-defaults.ts';
import type { CapacityPolicy, Deployment } from '../deployment.ts';
import { known } from '../known.ts';
import type { DeploymentParts } from '../parts.ts';
import { byDefault, derived, type Traced } from '../traced.ts';

/** The last release whose engines `trtllm-build` makes: what an engine of unknown version is taken for, and said to be. */
const newestBuild = '1.2';

/** What TensorRT-LLM's engine build and the Triton backend do of themselves, by version. */
export function tensorrtllmDefaults(deployment: Deployment): DeploymentParts {
  const version = deployment.engine.version?.value;
  const read = defaultsOf(version);
  const architecture = deployment.model.architecture?.value;
  const policy = read<string>('batch_scheduler_policy');
  return {
    limits: {
      ...known('maxBatchSize', read<number>('max_batch_size')),
      ...known('maxNumTokens', read<number>('max_num_tokens')),
      ...(architecture?.maxPosition !== undefined && {
        // builder.py: _init_max_seq_len
        maxSeqLen: derived(
          architecture.maxPosition,
          `max_position_embeddings of ${architecture.name}, as trtllm-build takes it`,
        ),
      }),
      ...known('maxBeamWidth', read<number>('max_beam_width')),
    },
    kvCache: {
      ...known('memoryFraction', read<number>('kv_cache_free_gpu_mem_fraction')),
      ...known('blockTokens', read<number>('tokens_per_block')),
      ...known('reuse', read<boolean>('enable_kv_cache_reuse')),
    },
    batching: {
      kind: byDefault('inflight', 'TensorRT-LLM'),
      ...(policy && {
        policy: { value: policy.value.replaceAll('_', '-') as CapacityPolicy, origin: policy.origin },
      }),
      ...known('chunkedPrefill', chunkedContext(deployment) ?? read<boolean>('enable_chunked_context')),
      maxQueueDelay: byDefault(0, "Triton's dynamic batcher"),
    },
    instances: byDefault(1, 'Triton'),
  };
}

/** The executor's own default changed with 0.16; the Triton backend passes false where its parameter is absent. */
function chunkedContext(deployment: Deployment): Traced<boolean> | undefined {
  return deployment.path?.endsWith('.pbtxt')
    ? byDefault(false, "the tensorrtllm backend's enable_chunked_context")
    : undefined;
}

/** The default of a release; where the release is not known, of the newest, and the origin says that it was not. */
function defaultsOf(version: string | undefined) {
  const whose = version
    ? `TensorRT-LLM ${version}`
    : `TensorRT-LLM ${newestBuild}, since no version is named`;
  return <T extends number | boolean | string>(name: TrtllmDefaultName): Traced<T> | undefined => {
    const found = trtllmDefault(name, version ?? newestBuild);
    return (
      found && byDefault(found.value as T, found.certain ? whose : `${whose} (not pinned to this release)`)
    );
  };
}
