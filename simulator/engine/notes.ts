import type { BatchingKind } from '../../deployment/deployment.ts';
import { attentionWindow } from '../model/attention-window.ts';
import type { EngineSpec } from '../spec.ts';

/** What the simulation leaves out or takes simply for this deployment. */
export function notesOf(spec: EngineSpec, kind: BatchingKind): string[] {
  const notes: string[] = [];
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
      'Pipeline stages are taken as always full: a single request is answered a little later than shown',
    );
  }
  if (spec.maxBeamWidth > 1)
    notes.push('Beam search is counted in memory buffers only; steps are those of beam width 1');
  if (spec.engine === 'vllm' && !spec.batching.chunkedPrefill && kind === 'inflight') {
    notes.push(
      'vLLM without chunked prefill stops decoding while prompts are computed; here they share a step',
    );
  }
  const { fullLayers, windowLayers } = attentionWindow(spec.model);
  if (fullLayers > 0 && windowLayers > 0) {
    notes.push('Layers with a sliding window are given KV blocks for the whole sequence');
  }
  return notes;
}
