import { type VllmDefaultName, type VllmSituation, vllmDefault } from '../../catalog/vllm-defaults.ts';
import type { Deployment } from '../deployment.ts';
import { known } from '../known.ts';
import type { DeploymentParts } from '../parts.ts';
import { byDefault, derived, type Traced } from '../traced.ts';
import { checkpointTypes } from './checkpoint-types.ts';
import { modelLength } from './model-length.ts';

/** The newest release whose defaults the catalogue knows: what a server of unknown version is taken for, and said to be. */
const newest = '0.28';

/** What `vllm serve`, or the `LLM` class, does of itself, by version, GPU and the other values (arg_utils.py: _set_default_args). */
export function vllmDefaults(deployment: Deployment): DeploymentParts {
  const version = deployment.engine.version?.value;
  const whose = version ? `vLLM ${version}` : `vLLM ${newest}, since no version is named`;
  const gpu = deployment.gpu.model?.value;
  const maxModelLen = deployment.limits.maxSeqLen ?? modelLength(deployment, 'vLLM');
  const situation: VllmSituation = {
    version: version ?? newest,
    usage: deployment.engine.usage === 'library' ? 'llm' : 'server',
    ...known('maxModelLen', maxModelLen?.value),
    ...(gpu && { memoryBytes: gpu.memoryBytes, gpu: gpu.name }),
  };
  const read = <T extends number | boolean>(
    name: VllmDefaultName,
    more: Partial<VllmSituation> = {},
  ): Traced<T> | undefined => {
    const found = vllmDefault(name, { ...situation, ...more });
    return (
      found && byDefault(found.value as T, found.certain ? whose : `${whose} (not pinned to this release)`)
    );
  };
  const chunkedPrefill = deployment.batching.chunkedPrefill ?? read<boolean>('enable_chunked_prefill');
  const maxNumSeqs = deployment.limits.maxBatchSize ?? read<number>('max_num_seqs');
  const budget =
    deployment.limits.maxNumTokens ??
    read<number>('max_num_batched_tokens', known('chunkedPrefill', chunkedPrefill?.value));
  return {
    precision: checkpointTypes(deployment, whose),
    limits: {
      ...known('maxSeqLen', maxModelLen),
      ...known(
        'maxBatchSize',
        maxNumSeqs && budget ? lower(maxNumSeqs, budget, 'max_num_batched_tokens') : maxNumSeqs,
      ),
      ...known('maxNumTokens', budget && adjustBudget(budget, maxNumSeqs, maxModelLen, chunkedPrefill)),
    },
    kvCache: {
      ...known('memoryFraction', read<number>('gpu_memory_utilization')),
      ...known('blockTokens', read<number>('block_size')),
      ...known('reuse', read<boolean>('enable_prefix_caching')),
    },
    batching: { kind: byDefault('inflight', 'vLLM'), ...known('chunkedPrefill', chunkedPrefill) },
  };
}

/** Without chunked prefill the budget holds a whole prompt; it is never more than all sequences at full length. */
function adjustBudget(
  budget: Traced<number>,
  seqs: Traced<number> | undefined,
  length: Traced<number> | undefined,
  chunked: Traced<boolean> | undefined,
): Traced<number> {
  if (budget.origin.kind !== 'default') return budget;
  const whole =
    length && chunked?.value === false && length.value > budget.value
      ? derived(length.value, 'max_model_len, since prompts are not chunked')
      : budget;
  return seqs && length && seqs.value * length.value < whole.value
    ? derived(seqs.value * length.value, 'max_num_seqs × max_model_len')
    : whole;
}

function lower(value: Traced<number>, bound: Traced<number>, name: string): Traced<number> {
  return value.origin.kind === 'default' && bound.value < value.value
    ? derived(bound.value, `bounded by ${name}`)
    : value;
}
