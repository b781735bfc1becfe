import type { BatchingKind } from '../../deployment/deployment.ts';
import { isPipelined } from '../batching/limits.ts';
import { isPytorchBackend, isV1 } from '../memory/engine-kind.ts';
import { hostBandwidth } from '../memory/host-cache.ts';
import { attentionWindow } from '../model/attention-window.ts';
import { unevenHeads } from '../model/head-split.ts';
import { versionAtLeast } from '../model/version.ts';
import type { EngineSpec } from '../spec.ts';
import { swaps } from './scheduler-settings.ts';

/** What the simulation leaves out or takes simply for this deployment. */
export function notesOf(spec: EngineSpec, kind: BatchingKind): string[] {
  const notes: string[] = [];
  const uneven = unevenHeads(spec);
  if (uneven !== undefined) {
    notes.push(
      `This deployment does not start: ${spec.model.name} has ${uneven}. The figures are those of heads cut as evenly as they go`,
    );
  }
  if (kind !== 'inflight') {
    notes.push(
      'A static batch answers when its longest request is done; TTFT is when the first token was computed, as a streaming client sees it',
    );
  }
  if (spec.instances > 1) {
    notes.push(
      `${spec.instances} instances share each GPU: requests are dealt in turn, and every step takes ${spec.instances} times as long, as when all are busy`,
    );
  }
  if (spec.pipelineParallel > 1) {
    notes.push(
      isPipelined(spec)
        ? 'Pipeline stages are taken as equally long, and messages between them as part of their time'
        : 'Pipeline stages are taken as always full: a single request is answered a little later than shown',
    );
  }
  if (kind === 'inflight' && overlapsUnseen(spec)) {
    notes.push(
      'The step that a new request waits longer, since each is planned while the one before it runs, is part of the time in the server, as it was measured',
    );
  }
  if (spec.maxBeamWidth > 1)
    notes.push('Beam search is counted in memory buffers only; steps are those of beam width 1');
  if (spec.batching.vllm?.preemption === 'swap' && kind === 'inflight' && !isV1(spec)) {
    notes.push(
      swaps(spec)
        ? 'Swapped blocks take the PCIe link’s nominal rate, before their step; a full swap space, with which vLLM ends, is taken as computing anew'
        : 'Pre-empted requests are computed anew here, also with --preemption-mode swap, where a prefix cache is on',
    );
  }
  if (spec.engine === 'sglang' && kind === 'inflight') {
    notes.push('Answers are taken to be as long as max_new_tokens allows, by which SGLang keeps memory free');
  }
  if (spec.hostCacheBytes !== undefined) {
    notes.push(
      hostBandwidth(spec.gpu) === undefined
        ? 'How the GPU is joined to the host is not known: blocks that come back from the host cost no time here'
        : "Blocks that come back from the host take the PCIe link's nominal rate, before their step; those that go there cost nothing",
    );
  }
  if (kind === 'inflight' && spec.prefixCaching && spec.engine === 'tgi')
    notes.push("TGI's prefix cache is left out: every prompt is computed whole");
  const { fullLayers, windowLayers } = attentionWindow(spec.model);
  if (fullLayers > 0 && windowLayers > 0) {
    notes.push('Layers with a sliding window are given KV blocks for the whole sequence');
  }
  return notes;
}

/** Does the engine plan ahead by default, as its measurements have it, without being told so here? */
function overlapsUnseen(spec: EngineSpec): boolean {
  const { tensorrtLlm, vllm, sglang } = spec.batching;
  if (spec.engine === 'tensorrt-llm') return isPytorchBackend(spec) && !tensorrtLlm?.overlap;
  if (spec.engine === 'sglang')
    return versionAtLeast(spec.engineVersion, ...defaultOverlap.sglang) && !sglang?.overlap;
  return (
    spec.engine === 'vllm' && versionAtLeast(spec.engineVersion, ...defaultOverlap.vllm) && !vllm?.overlap
  );
}

/** SGLang 0.4.0 server_args.py `disable_overlap_schedule`; vLLM 0.14.0 config `SchedulerConfig.async_scheduling`. */
const defaultOverlap = { sglang: [0, 4], vllm: [0, 14] } as const;
