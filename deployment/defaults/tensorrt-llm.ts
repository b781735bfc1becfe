import { compareVersions, flagAt, legacyBuildFlags } from '../../catalog/flags.ts';
import { type TrtllmDefaultName, trtllmDefault } from '../../catalog/trtllm-defaults.ts';
import type { CapacityPolicy, Deployment } from '../deployment.ts';
import { known } from '../known.ts';
import type { DeploymentParts } from '../parts.ts';
import { byDefault, derived, type Traced } from '../traced.ts';
import { checkpointTypes } from './checkpoint-types.ts';
import { modelLength } from './model-length.ts';

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
  const maker = onPytorch ? 'the LLM API' : 'trtllm-build';
  const policy = read<string>('batch_scheduler_policy');
  return {
    ...(onPytorch && { precision: checkpointTypes(deployment, read.whose) }),
    limits: {
      ...(!isBenchmark && known('maxBatchSize', read<number>('max_batch_size'))),
      ...(!isBenchmark && known('maxNumTokens', read<number>('max_num_tokens'))),
      ...known('maxSeqLen', bothLengths(deployment, read) ?? modelLength(deployment, maker)),
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
      // commands/serve.py, get_llm_args: a DynamicBatchConfig, which only the executor of engines heeds.
      ...(backend?.value === 'tensorrt' &&
        usage === undefined &&
        !inTriton && { batchTuning: byDefault(true, 'trtllm-serve up to 1.2') }),
    },
    ...(inTriton && { instances: byDefault(1, 'Triton') }),
  };
}

/** Up to 0.10 a build limits input and output apart; later the model's own length holds (builder.py: _init_max_seq_len). */
function bothLengths(deployment: Deployment, read: DefaultReader): Traced<number> | undefined {
  const output = read<number>('max_output_len');
  const input = deployment.limits.maxInputLen ?? read<number>('max_input_len');
  return input && output && derived(input.value + output.value, 'max_input_len + max_output_len');
}

/** The executor's own default changed with 0.16; the Triton backend passes false where its parameter is absent. */
function chunkedContext(inTriton: boolean): Traced<boolean> | undefined {
  return inTriton ? byDefault(false, "the tensorrtllm backend's enable_chunked_context") : undefined;
}

type DefaultReader = <T extends number | boolean | string>(name: TrtllmDefaultName) => Traced<T> | undefined;

/** The default of a release; where the release is not known, of the newest, and the origin says that it was not. */
function defaultsOf(version: string | undefined, onPytorch: boolean): DefaultReader & { whose: string } {
  const newest = onPytorch ? newestServer : newestBuild;
  const whose = version ? `TensorRT-LLM ${version}` : `TensorRT-LLM ${newest}, since no version is named`;
  const read: DefaultReader = <T extends number | boolean | string>(name: TrtllmDefaultName) => {
    const found =
      ofBuildScript(name, version) ??
      trtllmDefault(name, version ?? newest, onPytorch ? 'pytorch' : 'tensorrt');
    return (
      found && byDefault(found.value as T, found.certain ? whose : `${whose} (not pinned to this release)`)
    );
  };
  return Object.assign(read, { whose });
}

/** Before 0.7.1 there was no `trtllm-build`: the defaults are those of Llama's `build.py`. */
function ofBuildScript(
  name: string,
  version: string | undefined,
): { value: number; certain: boolean } | undefined {
  if (version === undefined || compareVersions(version, '0.7.1') >= 0) return undefined;
  const flag = flagAt(legacyBuildFlags, `--${name}`, version);
  return typeof flag?.default === 'number' ? { value: flag.default, certain: flag.certain } : undefined;
}
