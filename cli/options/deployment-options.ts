import type { Command } from 'commander';
import { findGpu } from '../../catalog/gpus.ts';
import { architectureFromConfig } from '../../catalog/model-config.ts';
import { findModel } from '../../catalog/models.ts';
import type { Gpu, Lookup, ModelArchitecture } from '../../catalog/types.ts';
import {
  type BatchingKind,
  batchingKinds,
  type CapacityPolicy,
  capacityPolicies,
  type EngineName,
  engineNames,
  type NumberFormat,
  type WeightFormat,
  weightFormats,
} from '../../deployment/deployment.ts';
import type { Settings } from '../../deployment/overrides.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { UsageError } from '../errors.ts';
import { fraction, integerList, oneOf, positiveInteger, positiveNumber, wholeNumber } from './choices.ts';

export interface DeploymentOptions {
  readonly engine?: EngineName;
  readonly engineVersion?: string;
  readonly model?: string;
  readonly gpu?: string;
  readonly gpus?: number;
  readonly tp?: number;
  readonly pp?: number;
  readonly dp?: number;
  readonly ep?: number;
  readonly weights?: WeightFormat;
  readonly kvDtype?: 'auto' | NumberFormat;
  readonly maxBatchSize?: number;
  readonly maxNumTokens?: number;
  readonly maxSeqLen?: number;
  readonly memoryFraction?: number;
  readonly batching?: BatchingKind;
  readonly policy?: CapacityPolicy;
  readonly chunkedPrefill?: boolean;
  readonly prefixCaching?: boolean;
  readonly hostCacheGib?: number;
  readonly maxQueueDelayUs?: number;
  readonly preferredBatchSizes?: number[];
  readonly replicas?: number;
  readonly router?: string;
}

/** The flags that describe a deployment, or change what a path says. */
export function addDeploymentOptions(command: Command): Command {
  return command
    .optionsGroup('Deployment (in place of PATH, or to change what it says):')
    .option('--engine <name>', engineNames.join(', '), oneOf(...engineNames))
    .option('--engine-version <version>', 'such as 0.17 or 0.11.0')
    .option('--model <name>', 'catalogue name, Hugging Face id, or a config.json')
    .option('--gpu <name>', 'loosely: h100, H100-SXM, “NVIDIA H100 80GB HBM3”')
    .option('--gpus <n>', 'GPUs of one replica', positiveInteger)
    .option('--tp <n>', 'tensor parallel', positiveInteger)
    .option('--pp <n>', 'pipeline parallel', positiveInteger)
    .option('--dp <n>', 'data parallel', positiveInteger)
    .option('--ep <n>', 'expert parallel', positiveInteger)
    .option('--weights <format>', weightFormats.join(', '), oneOf(...weightFormats))
    .option(
      '--kv-dtype <format>',
      'auto, fp8, int8, bf16, fp16',
      oneOf('auto', 'fp8', 'int8', 'bf16', 'fp16'),
    )
    .option('--max-batch-size <n>', 'sequences in one step', positiveInteger)
    .option('--max-num-tokens <n>', 'tokens in one step', positiveInteger)
    .option('--max-seq-len <n>', 'tokens of one request, prompt and answer', positiveInteger)
    .option('--memory-fraction <share>', 'of GPU memory for the KV cache, as the engine counts it', fraction)
    .option('--batching <kind>', batchingKinds.join(', '), oneOf(...batchingKinds))
    .option('--policy <name>', capacityPolicies.join(', '), oneOf(...capacityPolicies))
    .option('--chunked-prefill', 'cut long prompts into several steps')
    .option('--no-chunked-prefill', 'run each prompt in one step')
    .option('--prefix-caching', 'reuse the KV cache of shared prefixes')
    .option('--no-prefix-caching', 'do not')
    .option(
      '--host-cache-gib <n>',
      'host memory for KV blocks that the GPU has no room for (TensorRT-LLM)',
      positiveNumber,
    )
    .option('--max-queue-delay-us <n>', "Triton's dynamic batcher waits so many microseconds", wholeNumber)
    .option('--preferred-batch-sizes <list>', "Triton's preferred_batch_size: 8,16", integerList)
    .option('--replicas <n>', 'copies of the deployment', positiveInteger)
    .option('--router <name>', 'how requests are spread over the replicas');
}

/** The flags as settings; names that are unknown or mean several things end with what is near. */
export async function readSettings(options: DeploymentOptions, workspace: Workspace): Promise<Settings> {
  const model = options.model === undefined ? undefined : await readModel(options.model, workspace);
  return withoutAbsent({
    engine: options.engine,
    engineVersion: options.engineVersion,
    modelName: options.model,
    architecture: model,
    gpu: options.gpu === undefined ? undefined : readGpu(options.gpu),
    gpus: options.gpus,
    tensorParallel: options.tp,
    pipelineParallel: options.pp,
    dataParallel: options.dp,
    expertParallel: options.ep,
    weights: options.weights,
    kvFormat: options.kvDtype === 'auto' ? undefined : options.kvDtype,
    maxBatchSize: options.maxBatchSize,
    maxNumTokens: options.maxNumTokens,
    maxSeqLen: options.maxSeqLen,
    memoryFraction: options.memoryFraction,
    batching: options.batching,
    policy: options.policy,
    chunkedPrefill: options.chunkedPrefill,
    prefixCaching: options.prefixCaching,
    hostCacheBytes: options.hostCacheGib === undefined ? undefined : options.hostCacheGib * 2 ** 30,
    maxQueueDelay: options.maxQueueDelayUs === undefined ? undefined : options.maxQueueDelayUs * 1e-6,
    preferredBatchSizes: options.preferredBatchSizes,
    replicas: options.replicas,
    router: options.router,
  });
}

/** A flag that was not given is absent, not `undefined`. */
function withoutAbsent(settings: { readonly [Key in keyof Settings]: Settings[Key] | undefined }): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Settings;
}

export function readGpu(name: string): Gpu {
  return chosen(findGpu(name), 'GPU', name, 'batchwise gpus');
}

async function readModel(name: string, workspace: Workspace): Promise<ModelArchitecture> {
  if (!name.endsWith('.json')) return chosen(findModel(name), 'model', name, 'batchwise models');
  const text = await workspace.read(name);
  if (text === undefined) throw new UsageError(`cannot read ${name}`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${name} is not JSON: ${(error as Error).message}`);
  }
  const architecture = architectureFromConfig(json, name);
  if (!architecture)
    throw new UsageError(
      `${name} does not describe a decoder model that Batchwise knows`,
      "it takes a Hugging Face config.json; `batchwise models` lists the catalogue's",
    );
  return architecture;
}

function chosen<T extends { readonly name: string }>(
  found: Lookup<T>,
  kind: string,
  name: string,
  list: string,
): T {
  if (found.kind === 'found') return found.item;
  const near = (found.kind === 'ambiguous' ? found.candidates : found.nearest).map((item) => item.name);
  if (found.kind === 'ambiguous')
    throw new UsageError(`${kind} “${name}” may be any of ${near.join(', ')}`, 'give the whole name');
  throw new UsageError(
    `no ${kind} “${name}” in the catalogue`,
    `${near.length > 0 ? `near it: ${near.join(', ')}; ` : ''}\`${list}\` lists all`,
  );
}
