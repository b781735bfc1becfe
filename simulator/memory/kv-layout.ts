import { memoryFacts } from '../../catalog/memory.ts';
import { type AttentionWindow, attentionWindow, keptTokens } from '../model/attention-window.ts';
import { versionAtLeast } from '../model/version.ts';
import type { EngineSpec } from '../spec.ts';
import { isTensorrt, isV1 } from './engine-kind.ts';
import { draftKvBytes, kvBytesPerLayer, kvLayerFormula, layersOf } from './kv-cache.ts';

/** How an engine cuts its KV cache into blocks, and what a sequence takes of them. */
export interface KvLayout {
  /** Bytes of one block on one rank. */
  readonly blockBytes: number;
  /** Blocks that a sequence of so many tokens holds. */
  readonly blocksFor: (tokens: number) => number;
  /** Tokens that the engine says so many blocks hold. */
  readonly tokensIn: (blocks: number) => number;
  /** The arithmetic of `blockBytes`. */
  readonly formula: string;
}

export function kvLayout(spec: EngineSpec): KvLayout {
  const attention = attentionWindow(spec.model);
  const hybrid = attention.fullLayers > 0 && attention.windowLayers > 0;
  if (hybrid && spec.engine === 'vllm' && isV1(spec) && versionAtLeast(spec.engineVersion, 0, 10))
    return groupedLayout(spec, attention);
  if (hybrid && spec.engine === 'sglang') return twoPools(spec, attention);
  return oneGroup(spec, attention);
}

/** Every layer has the same blocks; a window bounds them only where every layer has it. */
function oneGroup(spec: EngineSpec, attention: AttentionWindow): KvLayout {
  const { blockTokens } = spec;
  const layers = layersOf(spec);
  return {
    blockBytes: blockTokens * (layers * kvBytesPerLayer(spec) + draftKvBytes(spec)),
    blocksFor: (tokens) => Math.ceil(keptTokens(tokens, attention) / blockTokens),
    tokensIn: (blocks) => blocks * blockTokens,
    formula: blockFormula(spec, `${layers} layers`),
  };
}

/**
 * vLLM's groups of layers with blocks of the same size (v1/core/kv_cache_utils.py
 * _get_kv_cache_groups_uniform_page_size): as many layers in a group as there are of the rarer kind, or of the more
 * frequent where that is less than a quarter more. A sequence has a table of blocks in every group; windowed ones
 * need the window and what one step adds to it (v1/kv_cache_interface.py SlidingWindowSpec). The number of tokens that
 * is printed was that of all blocks by the number of groups; from 0.19 on it is that of sequences of the longest length.
 */
function groupedLayout(spec: EngineSpec, attention: AttentionWindow): KvLayout {
  const { blockTokens, maxSeqLen } = spec;
  const share = layersOf(spec) / spec.model.layers;
  const full = Math.ceil(attention.fullLayers * share);
  const windowed = Math.ceil(attention.windowLayers * share);
  const rarer = Math.min(full, windowed);
  const size = Math.max(full, windowed) < 1.25 * rarer ? Math.max(full, windowed) : rarer;
  const fullGroups = Math.ceil(full / size);
  const windowGroups = Math.ceil(windowed / size);
  const inWindow = (tokens: number): number =>
    Math.ceil(Math.min(attention.window - 1 + spec.maxNumTokens, tokens) / blockTokens) + 1;
  const blocksFor = (tokens: number): number =>
    fullGroups * Math.ceil(tokens / blockTokens) + windowGroups * inWindow(tokens);
  const bySequences = versionAtLeast(spec.engineVersion, 0, 19);
  return {
    blockBytes: blockTokens * (size * kvBytesPerLayer(spec) + draftKvBytes(spec)),
    blocksFor,
    tokensIn: (blocks) =>
      Math.floor(
        bySequences
          ? (blocks / blocksFor(maxSeqLen)) * maxSeqLen
          : (blocks * blockTokens) / (fullGroups + windowGroups),
      ),
    formula: blockFormula(
      spec,
      `${size} layers of a group (${fullGroups} with full attention, ${windowGroups} with a window)`,
    ),
  };
}

/** SGLang's two pools: one of full layers, and one of windowed layers with a share of its tokens. */
function twoPools(spec: EngineSpec, attention: AttentionWindow): KvLayout {
  const { blockTokens } = spec;
  const { value } = memoryFacts.sglang.slidingShare;
  const share = layersOf(spec) / spec.model.layers;
  const layers = share * (attention.fullLayers + value * attention.windowLayers);
  return {
    blockBytes: blockTokens * (layers * kvBytesPerLayer(spec) + draftKvBytes(spec)),
    blocksFor: (tokens) => Math.ceil(tokens / blockTokens),
    tokensIn: (blocks) => blocks * blockTokens,
    formula: blockFormula(
      spec,
      `(${share * attention.fullLayers} + ${value} × ${share * attention.windowLayers} windowed) layers`,
    ),
  };
}

function blockFormula(spec: EngineSpec, layers: string): string {
  const draft = draftKvBytes(spec);
  return `${spec.blockTokens} tokens × ${draft > 0 ? '(' : ''}${layers} × ${kvLayerFormula(spec)}${draft > 0 ? ` + ${draft} B of the draft model)` : ''}`;
}

/** TensorRT-LLM rounds its token count up to blocks (kvCacheManager.cpp); vLLM and SGLang down (kv_cache_utils.py). */
export function blocksIn(spec: EngineSpec, layout: KvLayout, bytes: number): number {
  const bound =
    spec.maxKvTokens === undefined ? Number.POSITIVE_INFINITY : spec.maxKvTokens / spec.blockTokens;
  const blocks = Math.max(0, Math.min(bytes / layout.blockBytes, bound));
  return isTensorrt(spec) ? Math.ceil(blocks - 1e-9) : Math.floor(blocks + 1e-9);
}
