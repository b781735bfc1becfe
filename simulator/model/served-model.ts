import type { ModelArchitecture } from '../../catalog/types.ts';
import type { EngineName } from '../../deployment/deployment.ts';

/**
 * The model as an engine computes it. TensorRT-LLM attends to everything where every layer has a sliding window, unless
 * `max_attention_window_size` is given: Mistral-7B-v0.1 at 20,000 tokens runs in NVIDIA's tables (0.13 to 0.17) at a
 * third of what a window of 4,096 would allow.
 */
export function servedModel(model: ModelArchitecture, engine: EngineName): ModelArchitecture {
  const likeTensorrt = engine === 'tensorrt-llm' || engine === 'triton';
  if (!likeTensorrt || model.slidingWindow === undefined || model.slidingPattern !== undefined) return model;
  const { slidingWindow: _ignored, ...whole } = model;
  return whole;
}
