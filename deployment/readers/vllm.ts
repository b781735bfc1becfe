import type { SourceFile } from '../../workspace/source-file.ts';
import type { Deployment, NumberFormat, WeightFormat } from '../deployment.ts';
import { modelFrom } from '../model-name.ts';
import { type DeploymentParts, mergeParts } from '../parts.ts';
import {
  boolean,
  leaf,
  left,
  limit,
  number,
  oneOf,
  type Reading,
  readLeaves,
  traced,
} from '../settings/leaves.ts';
import type { SettingSource } from '../settings/setting.ts';
import type { Traced } from '../traced.ts';
import { checkpointPrecision } from './checkpoint-precision.ts';
import { vllmGraphs } from './cuda-graphs.ts';
import { vllmScheduling } from './scheduling.ts';

const quantizations: Readonly<Record<string, WeightFormat | typeof left>> = {
  none: left,
  fp8: 'fp8',
  fbgemm_fp8: 'fp8',
  ptpc_fp8: 'fp8',
  awq: 'int4-awq',
  awq_marlin: 'int4-awq',
  gptq: 'int4-gptq',
  gptq_marlin: 'int4-gptq',
  mxfp4: 'mxfp4',
  modelopt_fp4: 'nvfp4',
  modelopt: 'fp8',
};

const kvFormats: Reading<NumberFormat> = (value) =>
  typeof value === 'string' && /^fp8/.test(value)
    ? 'fp8'
    : oneOf<NumberFormat>({
        auto: left,
        bfloat16: 'bf16',
        float16: 'fp16',
        half: 'fp16',
        float32: 'fp32',
        nvfp4: 'nvfp4',
      })(value);

/** `-1` and `auto` fit the length to the memory that is left (from about 0.14 on). */
const contextLength: Reading<number> = (value) => {
  const read = number(value);
  return typeof read === 'number' && read > 0 ? read : undefined;
};

const leaves = [
  leaf('parallelism.tensor', limit, 'tensor-parallel-size'),
  leaf('parallelism.pipeline', limit, 'pipeline-parallel-size'),
  leaf('parallelism.data', limit, 'data-parallel-size'),
  leaf('limits.maxBatchSize', limit, 'max-num-seqs'),
  leaf('limits.maxNumTokens', limit, 'max-num-batched-tokens'),
  leaf('limits.maxSeqLen', contextLength, 'max-model-len'),
  leaf('kvCache.memoryFraction', number, 'gpu-memory-utilization'),
  leaf('kvCache.blockTokens', limit, 'block-size'),
  leaf('kvCache.reuse', boolean, 'enable-prefix-caching'),
  leaf('precision.kvCache', kvFormats, 'kv-cache-dtype'),
  leaf('batching.chunkedPrefill', boolean, 'enable-chunked-prefill'),
];

/** What vLLM's engine arguments say, wherever they are given. `open`: more of them may be set than can be seen. */
export function readVllmArguments(
  source: SettingSource,
  model: Traced<string> | undefined,
  files: readonly SourceFile[],
  open = false,
): DeploymentParts {
  const read = readLeaves(source, leaves, open);
  return mergeParts(
    { model: modelFrom(model, files) },
    checkpointPrecision({
      source,
      quantization: { names: ['quantization'], read: oneOf(quantizations) },
      dtype: ['dtype'],
      model,
      files,
      open,
    }),
    read,
    {
      parallelism: expertsOf(source, read.parallelism),
      kvCache: blocksOf(source, read.kvCache),
      batching: { ...vllmScheduling(source), ...vllmGraphs(source) },
    },
  );
}

/** Experts are spread over all ranks of tensor and data parallelism. */
function expertsOf(
  source: SettingSource,
  parallelism: DeploymentParts['parallelism'],
): Deployment['parallelism'] {
  const experts = traced(source, boolean, 'enable-expert-parallel');
  const ranks = (parallelism?.tensor?.value ?? 1) * (parallelism?.data?.value ?? 1);
  return experts?.value ? { expert: { value: ranks, origin: experts.origin } } : {};
}

/** A number of blocks that takes the place of what profiling finds. */
function blocksOf(source: SettingSource, kvCache: DeploymentParts['kvCache']): Deployment['kvCache'] {
  const blocks = traced(source, limit, 'num-gpu-blocks-override');
  // 16 tokens a block is the default on CUDA.
  return blocks
    ? { maxTokens: { value: blocks.value * (kvCache?.blockTokens?.value ?? 16), origin: blocks.origin } }
    : {};
}
