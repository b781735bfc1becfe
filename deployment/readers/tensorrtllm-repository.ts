import { baseName } from '../../workspace/path.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import { CommandFlags } from '../command-flags.ts';
import type { Deployment } from '../deployment.ts';
import type { Directive } from '../directives.ts';
import { known } from '../known.ts';
import { modelFrom } from '../model-name.ts';
import { completeDeployment, type DeploymentParts, mergeParts } from '../parts.ts';
import { nearest } from '../paths.ts';
import type { LocatedCommand, TritonConfig, VersionMention } from '../project.ts';
import { inFile, type Traced } from '../traced.ts';
import { readDynamicBatching, readInstances } from './triton-batching.ts';
import { TritonConfigReader } from './triton-parameters.ts';
import { isCheckpointTool, isEngineBuild, readEngineBuild } from './trtllm-engine.ts';

/** What stands around a model repository and may say more about it. */
export interface Surroundings {
  readonly files: readonly SourceFile[];
  readonly configs: readonly TritonConfig[];
  readonly commands: readonly LocatedCommand[];
  readonly directives: readonly Directive[];
  readonly versions: readonly VersionMention[];
}

/** A model of the `tensorrtllm` backend, with the engine build that made it where that is in the workspace. */
export function readTensorrtllmModel(config: TritonConfig, around: Surroundings): Deployment {
  const reader = new TritonConfigReader(config);
  const engineDir = reader.parameter('gpt_model_path');
  const build = findBuild(engineDir, config, around);
  const checkpoint = build && findCheckpoint(build, around);
  const built = build ? readEngineBuild(build, checkpoint, around.files) : {};
  const parts = mergeParts(
    { limits: lowest(reader.integer('max_batch_size'), built.limits?.maxBatchSize) },
    readParameters(reader),
    { batching: readDynamicBatching(reader) ?? {}, ...known('instances', readInstances(reader)) },
    built,
    { model: modelFrom(tokenizerOf(config, around), around.files) },
    ensembleAround(config, around),
  );
  return completeDeployment(config.folder ?? 'tensorrt_llm', {
    ...parts,
    path: config.file.path,
    engine: { name: backendOf(reader), ...known('version', versionOf('trtllm', config, around)) },
  });
}

/** Triton's limit and the engine's: the runtime batch can only be smaller than the engine's. */
function lowest(
  runtime: Traced<number> | undefined,
  engine: Traced<number> | undefined,
): Deployment['limits'] {
  if (!runtime || runtime.value <= 0) return {};
  return { maxBatchSize: engine && engine.value < runtime.value ? engine : runtime };
}

function backendOf(reader: TritonConfigReader): Deployment['engine']['name'] {
  const backend = reader.string('backend');
  return backend
    ? { value: 'tensorrt-llm', origin: backend.origin }
    : {
        value: 'tensorrt-llm',
        origin: { kind: 'derived', from: 'the parameters of the tensorrtllm backend' },
      };
}

function readParameters(reader: TritonConfigReader): DeploymentParts {
  const type = reader.parameter('gpt_model_type');
  const policy = reader.parameter('batch_scheduler_policy');
  const dynamic = reader.message('dynamic_batching') !== undefined;
  return {
    batching: {
      // V1 runs each batch to its end; with Triton's dynamic batcher in front, that one forms the batch.
      ...(type &&
        /^v1$/i.test(type.value) && {
          kind: { value: dynamic ? ('dynamic' as const) : ('static' as const), origin: type.origin },
        }),
      ...(type &&
        /^inflight/.test(type.value) && { kind: { value: 'inflight' as const, origin: type.origin } }),
      ...(policy?.value === 'max_utilization' && {
        policy: { value: 'max-utilization' as const, origin: policy.origin },
      }),
      ...(policy?.value === 'guaranteed_no_evict' && {
        policy: { value: 'guaranteed-no-evict' as const, origin: policy.origin },
      }),
      ...known('chunkedPrefill', reader.booleanParameter('enable_chunked_context')),
    },
    kvCache: {
      ...known('memoryFraction', reader.numberParameter('kv_cache_free_gpu_mem_fraction')),
      ...known('maxTokens', reader.numberParameter('max_tokens_in_paged_kv_cache')),
      ...known('reuse', reader.booleanParameter('enable_kv_cache_reuse')),
      ...known('hostBytes', reader.numberParameter('kv_cache_host_memory_bytes')),
      ...known('onboards', reader.booleanParameter('kv_cache_onboard_blocks')),
    },
    limits: { ...known('maxBeamWidth', reader.numberParameter('max_beam_width')) },
    undetermined: Object.entries(leafOfParameter).flatMap(([key, leaf]) =>
      reader.isOpen(key) ? [leaf] : [],
    ),
  };
}

/** What a parameter with an unfilled placeholder leaves unknown. */
const leafOfParameter: Readonly<Record<string, string>> = {
  gpt_model_type: 'batching.kind',
  batch_scheduler_policy: 'batching.policy',
  enable_chunked_context: 'batching.chunkedPrefill',
  kv_cache_free_gpu_mem_fraction: 'kvCache.memoryFraction',
  enable_kv_cache_reuse: 'kvCache.reuse',
  max_beam_width: 'limits.maxBeamWidth',
};

/** The `trtllm-build` whose output folder is the engine folder; else the only one around. */
export function findBuild(
  engineDir: Traced<string> | undefined,
  config: TritonConfig,
  around: Surroundings,
): LocatedCommand | undefined {
  const builds = around.commands.filter(isEngineBuild);
  const same = builds.filter((build) => {
    const output = new CommandFlags(build.command, build.file.path).text('--output_dir')?.value;
    return output !== undefined && engineDir !== undefined && baseName(output) === baseName(engineDir.value);
  });
  if (same.length > 0) return nearest(config.file.path, same, (found) => found.file.path);
  return builds.length === 1 && !engineDir ? builds[0] : undefined;
}

/** The checkpoint tool whose output a build takes. */
export function findCheckpoint(
  build: LocatedCommand,
  around: Pick<Surroundings, 'commands'>,
): LocatedCommand | undefined {
  const wanted = new CommandFlags(build.command, build.file.path).text('--checkpoint_dir')?.value;
  const tools = around.commands.filter(isCheckpointTool);
  const same = tools.filter((tool) => {
    const output = new CommandFlags(tool.command, tool.file.path).text('--output_dir')?.value;
    return output !== undefined && wanted !== undefined && output === wanted;
  });
  return nearest(build.file.path, same, (found) => found.file.path);
}

/** The tokenizer of the pre-processing model names the model where nothing else does. */
function tokenizerOf(config: TritonConfig, around: Surroundings): Traced<string> | undefined {
  for (const other of [config, ...siblings(config, around)]) {
    const tokenizer = new TritonConfigReader(other).parameter('tokenizer_dir');
    if (tokenizer) return tokenizer;
  }
  return undefined;
}

function ensembleAround(config: TritonConfig, around: Surroundings): DeploymentParts {
  for (const other of siblings(config, around)) {
    const reader = new TritonConfigReader(other);
    const scheduling = reader.message('ensemble_scheduling');
    if (!scheduling) continue;
    const steps = reader
      .messages('step', scheduling)
      .flatMap((step) => reader.string('model_name', step) ?? []);
    if (steps.some((step) => step.value === config.folder)) return { ensemble: { steps } };
  }
  return {};
}

function siblings(config: TritonConfig, around: Surroundings): readonly TritonConfig[] {
  return around.configs.filter(
    (other) => other !== config && other.repository !== undefined && other.repository === config.repository,
  );
}

/** A `# batchwise:` line before an image tag before anything else: the nearest of each. */
export function versionOf(
  tool: VersionMention['tool'],
  config: { file: SourceFile },
  around: Pick<Surroundings, 'versions'>,
): Traced<string> | undefined {
  const mention = nearest(
    config.file.path,
    around.versions.filter((found) => found.tool === tool),
    (found) => found.file.path,
  );
  return mention && inFile(mention.version, mention.file.path, mention.range);
}
