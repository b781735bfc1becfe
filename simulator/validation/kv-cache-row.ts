import { findGpu, gpus } from '../../catalog/gpus.ts';
import { visibleMemory } from '../../catalog/memory.ts';
import { findModel } from '../../catalog/models.ts';
import type { Gpu, ModelArchitecture } from '../../catalog/types.ts';
import { compareVersions } from '../../catalog/version.ts';
import { type VllmDefaultName, type VllmSituation, vllmDefault } from '../../catalog/vllm-defaults.ts';
import type { EngineName, NumberFormat, WeightFormat } from '../../deployment/deployment.ts';
import { memoryOf } from '../memory/memory-of.ts';
import type { EngineSpec } from '../spec.ts';
import type { KvCacheRow } from './kv-cache.ts';

export type ReadKvCacheRow =
  | { readonly spec: EngineSpec; readonly assumed: readonly string[] }
  | { readonly skipped: string };

const GiB = 2 ** 30;

const engines: Readonly<Record<string, EngineName>> = { vllm: 'vllm', sglang: 'sglang', tgi: 'tgi' };

/**
 * How the logs name quantisation, the first that fits. bitsandbytes' NF4 stores a scale for 64 numbers, itself
 * quantised: as wide as GPTQ.
 */
const quantised: readonly (readonly [name: RegExp, format: WeightFormat])[] = [
  [/nvfp4/i, 'nvfp4'],
  [/mxfp4/i, 'mxfp4'],
  [/awq/i, 'int4-awq'],
  [/gptq|bnb|bitsandbytes|int4|4.?bit|w4a16/i, 'int4-gptq'],
  [/fp8/i, 'fp8'],
  [/int8|w8a8/i, 'int8-sq'],
];

/** The deployment behind a start-up log, or why it cannot be rebuilt. */
export function kvCacheSpec(row: KvCacheRow): ReadKvCacheRow {
  const cell = (name: string): string => (row[name] ?? '').trim();
  const number = (name: string): number | undefined => {
    const value = Number(cell(name));
    return cell(name) === '' || !Number.isFinite(value) ? undefined : value;
  };
  const assumed: string[] = [];
  const engine = engines[cell('engine').toLowerCase()];
  if (engine === undefined) return { skipped: `engine not modelled: ${cell('engine')}` };
  const model = modelOf(cell('model'), assumed);
  if (model === undefined) return { skipped: `architecture unknown: ${cell('model')}` };
  const reported = number('gpu_mem_gib_reported');
  const gpu = gpuOf(cell('gpu'), reported);
  if (gpu === undefined)
    return { skipped: cell('gpu') === '' ? 'GPU not recorded' : `GPU unknown: ${cell('gpu')}` };
  const weights = weightsOf(model, cell('quant'), cell('dtype'));
  if (weights === undefined) return { skipped: `weight format unknown: ${cell('quant') || cell('dtype')}` };
  const activations: NumberFormat = cell('dtype') === 'fp16' || gpu.sm < 80 ? 'fp16' : 'bf16';

  const assume = <T extends number | boolean>(known: T | undefined, what: string, value: T): T => {
    if (known !== undefined) return known;
    assumed.push(`${what} ${value}`);
    return value;
  };
  const label = cell('version');
  const version = /(\d+\.\d+(?:\.\d+)?)/.exec(label)?.[1];
  if (version === undefined) assumed.push('the newest release');
  const generation = /\bV([01])\b/.exec(label)?.[1];
  const vllmV1 = engine !== 'vllm' ? undefined : generation === undefined ? undefined : generation === '1';
  const maxSeqLen = assume(number('max_model_len'), 'max_model_len', model.maxPosition ?? 4096);
  const defaults = defaultsOf(engine, version, vllmV1, gpu, maxSeqLen);
  const sequences = number('max_num_seqs') ?? defaults.sequences;
  const tokens = assume(
    number('max_num_batched_tokens'),
    'max_num_batched_tokens',
    Math.min(defaults.tokens, sequences * maxSeqLen),
  );
  const eager = cell('enforce_eager').toLowerCase();
  const tensorParallel = assume(number('tp'), 'tensor parallelism', 1);
  const memoryFraction = assume(
    number('gpu_memory_utilization'),
    'gpu_memory_utilization',
    defaults.fraction,
  );
  const specWith = (maxBatchSize: number): EngineSpec => ({
    engine,
    engineVersion: version,
    model,
    gpu,
    weights,
    activations,
    kvFormat: activations,
    tensorParallel,
    pipelineParallel: 1,
    dataParallel: 1,
    expertParallel: 1,
    maxBatchSize: Math.min(maxBatchSize, tokens),
    maxNumTokens: tokens,
    maxSeqLen,
    maxBeamWidth: 1,
    memoryFraction,
    maxKvTokens: undefined,
    blockTokens: engine === 'sglang' ? 1 : 16,
    prefixCaching: false,
    batching: {
      kind: 'inflight',
      policy: 'max-utilization',
      chunkedPrefill: defaults.chunked,
      maxQueueDelay: 0,
      preferredBatchSizes: [],
    },
    instances: 1,
    ...(eager !== '' && { enforceEager: eager === 'true' }),
    ...(vllmV1 !== undefined && { vllmV1 }),
  });
  if (number('max_num_seqs') !== undefined) return { assumed, spec: specWith(sequences) };
  const found = sequencesOf(specWith, sequences, number('activation_gib'));
  assumed.push(
    found === sequences
      ? `max_num_seqs ${found}`
      : `max_num_seqs ${found}, as the logged peak of activations has it`,
  );
  return { assumed, spec: specWith(found) };
}

/**
 * The profiling run samples `max_num_seqs` rows: a log whose peak of activations is far below what the default's rows would
 * take was of a server with fewer.
 */
function sequencesOf(
  specWith: (sequences: number) => EngineSpec,
  most: number,
  loggedGib: number | undefined,
): number {
  if (loggedGib === undefined || loggedGib <= 0) return most;
  const peakOf = (sequences: number): number => memoryOf(specWith(sequences)).activationBytes;
  let sequences = most;
  while (sequences > 1 && peakOf(sequences) > 1.25 * loggedGib * GiB) {
    const fewer = sequences >> 1;
    if (peakOf(fewer) === peakOf(sequences)) break;
    sequences = fewer;
  }
  return sequences;
}

/**
 * The name, or what stands in brackets behind a name that is nobody's; of a distilled model the architecture that its
 * name ends with. Several models of the same shape but for their windows and contexts are as good as one.
 */
function modelOf(name: string, assumed: string[]): ModelArchitecture | undefined {
  for (const candidate of candidatesOf(name)) {
    const found = findModel(candidate);
    if (found.kind === 'found') return found.item;
    const [first, ...others] = found.kind === 'ambiguous' ? found.candidates : [];
    if (first && others.every((other) => shapeOf(other) === shapeOf(first))) {
      assumed.push(`the shape of ${first.name}`);
      const { slidingWindow: _window, ...open } = first;
      return open;
    }
  }
  for (const candidate of candidatesOf(name)) {
    const words = candidate.slice(candidate.lastIndexOf('/') + 1).split('-');
    for (let at = 1; at < words.length - 1; at++) {
      const found = findModel(words.slice(at).join('-'));
      if (found.kind === 'found') {
        assumed.push(`the shape of ${found.item.name}`);
        return found.item;
      }
    }
  }
  return undefined;
}

const shapeOf = ({ layers, hidden, heads, kvHeads, headDim, intermediate }: ModelArchitecture): string =>
  [layers, hidden, heads, kvHeads, headDim, intermediate].join();

/** `X (Y) 40GB class` as X, then Y, each whole and without words of doubt or of quantisation. */
function candidatesOf(name: string): string[] {
  const [outside = '', inside = ''] = name.split('(').map((part) => part.replace(/\).*$/s, '').trim());
  return [name, outside, ...inside.split(/[;,]/)]
    .map((part) => part.replace(doubts, '').trim())
    .filter((part) => part !== '');
}

const doubts =
  /^\d+x\s+|\bclass\b|\bautoround\b|(?<=\s)(?:GPTQ|AWQ|bnb|int4|4bit|a?sym)\b|-1M\b|\bon Colab\b|\bnot stated\b|~/gi;

/**
 * The card with the memory that its driver reported. A card that is not named but by its memory is one of that size
 * and of none of the catalogue's figures but those that the memory model needs.
 */
function gpuOf(name: string, reportedGib: number | undefined): Gpu | undefined {
  for (const candidate of candidatesOf(name)) {
    const found = findGpu(candidate);
    if (found.kind === 'found')
      return reportedGib === undefined ? found.item : { ...found.item, memoryBytes: reportedGib * GiB };
  }
  const nominal = Number(/(\d+(?:\.\d+)?)\s*GB\b/.exec(name)?.[1]);
  const gibibytes = reportedGib ?? largestSeen(nominal);
  return gibibytes === undefined ? undefined : unnamed(gibibytes);
}

/** The most that a process sees of any card of that size. */
function largestSeen(nominalGigabytes: number): number | undefined {
  const seen = gpus
    .filter((gpu) => gpu.memoryNominal.startsWith(`${nominalGigabytes} GB`))
    .map((gpu) => visibleMemory(gpu).bytes / GiB);
  return seen.length > 0 ? Math.max(...seen) : undefined;
}

function unnamed(gibibytes: number): Gpu {
  return {
    name: `a card of ${gibibytes} GiB`,
    aliases: [],
    sm: 80,
    memoryBytes: gibibytes * GiB,
    memorySource: 'the log',
    memoryNominal: `${gibibytes} GiB`,
    memoryBandwidth: 1e12,
    peak: {},
    nvlinkBandwidth: 0,
    source: 'the log',
  };
}

function weightsOf(model: ModelArchitecture, quant: string, dtype: string): WeightFormat | undefined {
  if (quant !== '') return quantised.find(([name]) => name.test(quant))?.[1];
  // Published in MXFP4 alone (its model card).
  if (model.name.startsWith('openai/gpt-oss')) return 'mxfp4';
  return dtype === 'fp16' || dtype === 'fp32' ? dtype : 'bf16';
}

interface Defaults {
  readonly sequences: number;
  readonly tokens: number;
  readonly chunked: boolean;
  readonly fraction: number;
}

/** What the engine takes where the log says nothing. */
function defaultsOf(
  engine: EngineName,
  version: string | undefined,
  vllmV1: boolean | undefined,
  gpu: Gpu,
  maxModelLen: number,
): Defaults {
  if (engine === 'sglang') return { sequences: 256, tokens: 8192, chunked: true, fraction: 0.88 };
  if (engine === 'tgi') return { sequences: 256, tokens: 4096, chunked: false, fraction: 1 };
  // V1's defaults are those of 0.8, and V0's those of 0.7, whichever release runs it.
  const taken = version ?? '0.28.0';
  const like =
    vllmV1 === false && compareVersions(taken, '0.8') >= 0
      ? '0.7.3'
      : vllmV1 === true && compareVersions(taken, '0.8') < 0
        ? '0.8.0'
        : taken;
  const situation: VllmSituation = {
    version: like,
    memoryBytes: gpu.memoryBytes,
    gpu: gpu.name,
    usage: 'server',
    maxModelLen,
  };
  const chunked = vllmDefault('enable_chunked_prefill', situation)?.value === true;
  const of = (name: VllmDefaultName, otherwise: number): number =>
    Number(vllmDefault(name, { ...situation, chunkedPrefill: chunked })?.value ?? otherwise);
  return {
    sequences: of('max_num_seqs', 256),
    tokens: of('max_num_batched_tokens', 2048),
    chunked,
    fraction: of('gpu_memory_utilization', 0.9),
  };
}
