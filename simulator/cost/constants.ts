import { type EngineConstants, engineConstants } from '../../catalog/calibration.ts';
import type { EngineName } from '../../deployment/deployment.ts';

/** The few constants of the cost model, as the catalogue has them or as a fit to one's own measurements gives them. */
export type CostConstants = EngineConstants;

/**
 * Constants by engine and era. SGLang and TGI have no fit of their own and use vLLM's newest; Triton's other backends
 * use TensorRT-LLM's (`specOf` lists both as assumptions).
 */
export function constantsOf(engine: EngineName, version: string | undefined): CostConstants {
  switch (engine) {
    case 'tensorrt-llm':
      return engineConstants('tensorrt-llm', version);
    case 'triton':
      return engineConstants('tensorrt-llm');
    case 'vllm':
      return engineConstants('vllm', version);
    default:
      return engineConstants('vllm');
  }
}
