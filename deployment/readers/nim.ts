import { compareVersions, vllmServeFlags } from '../../catalog/flags.ts';
import { findGpu } from '../../catalog/gpus.ts';
import type { Word } from '../../grammar/command.ts';
import { Excerpt } from '../../grammar/shell/excerpt.ts';
import { splitWords } from '../../grammar/shell/index.ts';
import { baseName } from '../../workspace/path.ts';
import type { CapacityPolicy, Deployment, EngineName, WeightFormat } from '../deployment.ts';
import { modelFrom } from '../model-name.ts';
import { completeDeployment, type DeploymentParts, mergeParts } from '../parts.ts';
import type { LocatedCommand } from '../project.ts';
import { EnvironmentSource } from '../settings/environment-source.ts';
import { FlagSource } from '../settings/flag-source.ts';
import {
  boolean,
  leaf,
  limit,
  number,
  oneOf,
  type Reading,
  readLeaves,
  text,
  traced,
} from '../settings/leaves.ts';
import type { SettingSource } from '../settings/setting.ts';
import { inFile, type Traced } from '../traced.ts';
import { programPlace } from './program-place.ts';
import type { Around } from './reading-context.ts';
import { readVllmArguments } from './vllm.ts';

const policies: Reading<CapacityPolicy> = oneOf<CapacityPolicy>({
  guarantee_no_evict: 'guaranteed-no-evict',
  guaranteed_no_evict: 'guaranteed-no-evict',
  max_utilization: 'max-utilization',
});

const leaves = [
  leaf('parallelism.tensor', limit, 'NIM_TENSOR_PARALLEL_SIZE'),
  leaf('parallelism.pipeline', limit, 'NIM_PIPELINE_PARALLEL_SIZE'),
  leaf('limits.maxSeqLen', limit, 'NIM_MAX_MODEL_LEN'),
  leaf('kvCache.memoryFraction', number, 'NIM_KVCACHE_PERCENT', 'NIM_KV_CACHE_PERCENT'),
  leaf('kvCache.reuse', boolean, 'NIM_ENABLE_KV_CACHE_REUSE'),
  leaf('batching.policy', policies, 'NIM_SCHEDULER_POLICY'),
];

/**
 * A NIM container, by its variables. Which engine runs inside is known of 2.x, which is vLLM, and where a profile names
 * it; a 1.x container that chooses its profile by the GPUs it finds is left out, for its engine is not known.
 */
export function readNim(found: LocatedCommand, around: Around): Deployment | undefined {
  const path = found.file.path;
  const env = new EnvironmentSource(found.command.env, path);
  const profile = readProfile(env);
  const engine = profile.engine ?? engineOfRelease(found);
  if (!engine) return undefined;
  const model = modelOf(found, env);
  const passthrough = passthroughOf(found);
  const parts = mergeParts(
    passthrough
      ? readVllmArguments(passthrough, model, around.files)
      : { model: modelFrom(model, around.files) },
    readLeaves(env, leaves),
    profile.parts,
  );
  const title = traced(env, text, 'NIM_SERVED_MODEL_NAME')?.value;
  return completeDeployment(title ?? baseName(model?.value ?? path), {
    ...parts,
    path,
    engine: { name: engine },
  });
}

/** `hf://org/name`, `ngc://…`, a folder; the image of one model is named after it. */
function modelOf({ file, command }: LocatedCommand, env: SettingSource): Traced<string> | undefined {
  const named = traced(env, text, 'NIM_MODEL_PATH', 'NIM_MODEL_NAME');
  if (named) return { value: named.value.replace(/^[a-z]+:\/\//, ''), origin: named.origin };
  const image = command.image;
  const repository = (image?.value ?? image?.head ?? '').replace(/@.*$/, '').replace(/:[^/]*$/, '');
  const [, organisation, name] = /(?:^|\/)nim\/([^/]+)\/([^/]+)$/.exec(repository) ?? [];
  return image && name !== undefined && name !== 'llm-nim'
    ? inFile(`${organisation}/${name}`, file.path, image.range)
    : undefined;
}

/** From 2.0 on NIM serves with vLLM alone. */
function engineOfRelease(found: LocatedCommand): Traced<EngineName> | undefined {
  const tag = /:v?(\d+\.\d+[\w.]*)$/.exec(found.command.image?.value ?? '')?.[1];
  return tag !== undefined && compareVersions(tag, '2.0') >= 0
    ? inFile('vllm', found.file.path, programPlace(found))
    : undefined;
}

/** Engine options of NIM 2.x, which vLLM gets; split as a shell does, each where it stands in the variable. */
export function passthroughWords({ file, command }: LocatedCommand): readonly Word[] | undefined {
  const written = command.env.NIM_PASSTHROUGH_ARGS;
  if (written?.value === undefined) return undefined;
  const { start, end } = written.range;
  const text = file.text.slice(start, end);
  let from = 0;
  return splitWords(Excerpt.of(written.value)).map(({ word }) => {
    const at = text.indexOf(word.raw, from);
    // Escaped on the way into the variable: then it stands somewhere within.
    if (at < 0) return { ...word, range: written.range, raw: text };
    from = at + word.raw.length;
    return { ...word, range: { start: start + at, end: start + from } };
  });
}

function passthroughOf(found: LocatedCommand): FlagSource | undefined {
  const words = passthroughWords(found);
  return words && new FlagSource(words, found.file.path, vllmServeFlags, undefined);
}

const engines: Readonly<Record<string, EngineName>> = {
  tensorrt_llm: 'tensorrt-llm',
  trtllm: 'tensorrt-llm',
  vllm: 'vllm',
  sglang: 'sglang',
};
const formats: Readonly<Record<string, WeightFormat>> = {
  fp8: 'fp8',
  bf16: 'bf16',
  fp16: 'fp16',
  nvfp4: 'nvfp4',
  mxfp4: 'mxfp4',
};

/**
 * `tensorrt_llm-h100-fp8-tp2-pp1-throughput` or the tags `llm_engine=vllm,precision=fp8,tp=2`. A profile's hash says
 * nothing without the container's manifest.
 */
function readProfile(env: SettingSource): { engine?: Traced<EngineName>; parts: DeploymentParts } {
  const profile = traced(env, text, 'NIM_MODEL_PROFILE', 'NIM_TAGS_SELECTOR');
  if (!profile) return { parts: {} };
  const words = profile.value.toLowerCase().split(/[-,\s]+/);
  const at = <T>(value: T): Traced<T> => ({ value, origin: profile.origin });
  const afterEquals = (word: string): string => word.slice(word.indexOf('=') + 1);
  const size = (kind: string): number | undefined => {
    const found = words.map((word) => new RegExp(`^${kind}=?(\\d+)$`).exec(word)?.[1]).find(Boolean);
    return found === undefined ? undefined : Number(found);
  };
  const engine = words.map((word) => engines[afterEquals(word)]).find((each) => each !== undefined);
  const weights = words.map((word) => formats[afterEquals(word)]).find((each) => each !== undefined);
  const tensor = size('tp');
  const pipeline = size('pp');
  const gpu = words.map((word) => (/^(gpu=)?[a-z]+\d+/.test(word) ? findGpu(afterEquals(word)) : undefined));
  const found = gpu.find((each) => each?.kind === 'found');
  return {
    ...(engine && { engine: at(engine) }),
    parts: {
      precision: { ...(weights && { weights: at(weights) }) },
      parallelism: {
        ...(tensor && { tensor: at(tensor) }),
        ...(pipeline && { pipeline: at(pipeline) }),
      },
      gpu: { ...(found?.kind === 'found' && { model: at(found.item) }) },
      ...(words.some((word) => /^[0-9a-f]{32,}$/.test(word)) && {
        undetermined: ['precision.weights', 'parallelism.tensor', 'parallelism.pipeline'],
      }),
    },
  };
}
