import type { ModelArchitecture } from '../../catalog/types.ts';
import { linearLayersOf } from './shape.ts';

/** How many layers attend to everything and how many only to the last `window` tokens. */
export interface AttentionWindow {
  readonly fullLayers: number;
  readonly windowLayers: number;
  /** Tokens; infinite where no layer has a window. */
  readonly window: number;
}

/** Reads `slidingPattern` (`5:1` is five windowed layers to one full); without a pattern every layer is windowed. */
export function attentionWindow(model: ModelArchitecture): AttentionWindow {
  const window = model.slidingWindow;
  if (window === undefined || window <= 0) {
    return {
      fullLayers: model.layers - linearLayersOf(model),
      windowLayers: 0,
      window: Number.POSITIVE_INFINITY,
    };
  }
  const [windowed, full] = (model.slidingPattern ?? '').split(':').map(Number);
  const period = (windowed ?? 0) + (full ?? 0);
  if (!windowed || full === undefined || !Number.isFinite(period)) {
    return { fullLayers: 0, windowLayers: model.layers, window };
  }
  const fullLayers = Math.floor((model.layers * full) / period);
  return { fullLayers, windowLayers: model.layers - fullLayers, window };
}

/** Tokens that the KV cache keeps of a sequence: a window bounds it only where every layer has one. */
export function keptTokens(tokens: number, attention: AttentionWindow): number {
  return attention.fullLayers === 0 ? Math.min(tokens, attention.window) : tokens;
}
