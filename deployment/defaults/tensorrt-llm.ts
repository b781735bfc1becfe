import { type TrtllmDefaultName, trtllmDefault } from '../../catalog/trtllm-defaults.ts';
import type { CapacityPolicy, Deployment } from '../deployment.ts';
import { known } from '../known.ts';
import type { DeploymentParts } from '../parts.ts';
import { byDefault, derived, type Traced } from '../traced.ts';
import { checkpointTypes } from './checkpoint-types.ts';

/** The last release whose engines `trtllm-build` makes: what an engine of unknown version is taken for, and said to be. */
const newestBuild = '1.2';

/** The newest release of the LLM API that the catalogue knows. */
const newestServer = '1.3';

/** What TensorRT-LLM's engine build, the Triton backend and the LLM API do of themselves, by version. */
export function tensorrtllmDefaults(deployment: Deployment): DeploymentParts {
  const version = deployment.engine.version?.value;
  const { backend, usage } = deployment.engine;
  const onPytorch = backend?.value === 'pytorch';
  const read = defaultsOf(version, onPytorch);
  const inTriton = deployment.path?.endsWith('.pbtxt') === true;
  // `trtllm-bench` works limits out of its data set where none are given (bench/build/tuning.py).
  const isBenchmark = usage === 'benchmark';
  const architecture = deployment.model.architecture?.value;
  const policy = read<string>('batch_scheduler_policy');
  return {
    ...(onPytorch && { precision: checkpointTypes(deployment, read.whose) }),
    limits: {
      ...(!isBenchmark && known('maxBatchSize', read<number>('max_batch_size'))),
      ...(!isBenchmark && known('maxNumTokens', read<number>('max_num_tokens'))),
      ...(architecture?.maxPosition !== undefined && {
        // builder.py: _init_max_seq_len
        maxSeqLen: derived(
          architecture.maxPosition,
          `max_position_embeddings of ${architecture.name}, as ${onPytorch ? 'the LLM API' : 'trtllm-build'} takes it`,
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
      ...known('chunkedPrefill', chunkedContext(inTriton) ?? read<boolean>('enable_chunked_context')),
      ...(inTriton && { maxQueueDelay: byDefault(0, "Triton's dynamic batcher") }),
    },
    ...(inTriton && { instances: byDefault(1, 'Triton') }),
  };
}

/** The executor's own default changed with 0.16; the Triton backend passes false where its parameter is absent. */
function chunkedContext(inTriton: boolean): Traced<boolean> | undefined {
  return inTriton ? byDefault(false, "the tensorrtllm backend's enable_chunked_context") : undefined;
}

/** The default of a release; where the release is not known, of the newest, and the origin says that it was not. */
function defaultsOf(version: string | undefined, onPytorch: boolean) {
  const newest = onPytorch ? newestServer : newestBuild;
  const whose = version ? `TensorRT-LLM ${version}` : `TensorRT-LLM ${newest}, since no version is named`;
  const read = <T extends number | boolean | string>(name: TrtllmDefaultName): Traced<T> | undefined => {
    const found = trtllmDefault(name, version ?? newest, onPytorch ? 'pytorch' : 'tensorrt');
    return (
      found && byDefault(found.value as T, found.certain ? whose : `${whose} (not pinned to this release)`)
    );
  };
  return Object.assign(read, { whose });
}
