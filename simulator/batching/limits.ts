import { known } from '../../deployment/known.ts';
import type { StepCost } from '../cost/step-cost.ts';
import { isTensorrt, isV1 } from '../memory/engine-kind.ts';
import { attentionWindow } from '../model/attention-window.ts';
import type { EngineSpec } from '../spec.ts';
import type { Limits, Overlap } from './scheduler.ts';

/** Limits of one engine instance with so many KV blocks. */
export function limitsOf(spec: EngineSpec, cost: StepCost, blocks: number): Limits {
  const attention = attentionWindow(spec.model);
  const rows = Math.max(1, Math.min(spec.maxBatchSize, spec.maxNumTokens));
  // Where stages are taken as always full, a step is that of all micro-batches.
  const together = isPipelined(spec) ? 1 : spec.pipelineParallel;
  return {
    slots: rows * microBatchesInSlots(spec),
    rows: rows * together,
    // A budget below one block would stop every prompt; trtllm-build raises it likewise.
    stepTokens: Math.max(spec.maxNumTokens, spec.blockTokens) * together,
    maxSeqLen: spec.maxSeqLen,
    chunkedPrefill: spec.batching.chunkedPrefill,
    // TensorRT-LLM cuts at multiples of tokens_per_block (microBatchScheduler.cpp); vLLM anywhere.
    chunkUnit: spec.engine === 'tensorrt-llm' || spec.engine === 'triton' ? spec.blockTokens : 1,
    blockTokens: spec.blockTokens,
    blocks,
    // Without the newest token, whose keys and values are stored in the step that reads the full window.
    keptTokens: attention.fullLayers === 0 ? Math.max(1, attention.window - 1) : Number.POSITIVE_INFINITY,
    window: attention.windowLayers > 0 ? attention.window : Number.POSITIVE_INFINITY,
    prefillAttention: (chunk, past) => cost.prefillAttention(chunk, past),
    ...known('overlap', overlapOf(spec)),
  };
}

/**
 * Who plans a step before it knows what comes of the one before it, without a pipeline only: TensorRT-LLM's PyTorch
 * backend (`_executor_loop_overlap`), vLLM V1 (v1/core/sched/async_scheduler.py), which both foresee the end by
 * `max_tokens`, and SGLang (managers/scheduler.py, `event_loop_overlap`), which does not; and vLLM V0 where it plans
 * several steps at once.
 */
function overlapOf(spec: EngineSpec): Overlap | undefined {
  if (stepsAtOnce(spec) > 1) return { wastedStep: true, untilLetGo: true };
  if (spec.pipelineParallel > 1 || spec.batching.kind !== 'inflight') return undefined;
  const { tensorrtLlm, vllm, sglang } = spec.batching;
  if (spec.engine === 'sglang') return sglang?.overlap ? { wastedStep: true } : undefined;
  const told = isTensorrt(spec) ? tensorrtLlm : spec.engine === 'vllm' && isV1(spec) ? vllm : undefined;
  return told?.overlap ? { wastedStep: told.endsUnforeseen ?? false } : undefined;
}

/**
 * Is each micro-batch followed through the stages? Static batches are split evenly among them (GptSession::setup:
 * microBatchSize), and so are the requests of vLLM's V0, which has a scheduler for each stage
 * (engine/llm_engine.py); SGLang's are taken likewise.
 */
export function isPipelined(spec: EngineSpec): boolean {
  if (spec.pipelineParallel < 2 || spec.batching.kind !== 'inflight') return false;
  return spec.engine === 'tensorrt-llm' || spec.engine === 'triton' || (spec.engine === 'vllm' && isV1(spec));
}

/**
 * How many micro-batches of the largest batch may run at once. TensorRT-LLM: maxNumRequests = max_batch_size ×
 * micro-batches (trtGptModelInflightBatching.cpp, createSchedulers; _torch/pyexecutor/_util.py: max_num_sequences).
 * vLLM's max_num_seqs is for all micro-batches together (v1/core/sched/scheduler.py: max_num_running_reqs).
 */
function microBatchesInSlots(spec: EngineSpec): number {
  return spec.engine === 'vllm' && isPipelined(spec) ? 1 : spec.pipelineParallel;
}

/** Decode steps that vLLM V0 plans at once (`--num-scheduler-steps`); its multi-step worker has no pipeline here. */
export function stepsAtOnce(spec: EngineSpec): number {
  if (spec.engine !== 'vllm' || isV1(spec) || spec.pipelineParallel > 1 || spec.batching.kind !== 'inflight')
    return 1;
  return Math.max(1, Math.floor(spec.batching.vllm?.stepsAtOnce ?? 1));
}

/** Blocks of a sequence with so many tokens. */
export function blocksFor(limits: Limits, tokens: number): number {
  return Math.ceil(Math.min(tokens, limits.keptTokens) / limits.blockTokens);
}

/**
 * Tokens that the engine will generate: the request's own number, cut where prompt and answer would pass the longest
 * sequence; 0 where the request is refused (TensorRT-LLM and vLLM refuse a prompt of max_seq_len or more, and one
 * over max_num_tokens without chunked prefill). A request that the whole KV cache cannot hold never runs.
 */
export function admittedOutput(limits: Limits, prompt: number, output: number): number {
  if (prompt >= limits.maxSeqLen) return 0;
  if (!limits.chunkedPrefill && prompt > limits.stepTokens) return 0;
  const tokens = Math.min(output, limits.maxSeqLen - prompt);
  return blocksFor(limits, prompt + tokens) > limits.blocks ? 0 : tokens;
}
