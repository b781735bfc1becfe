import {
  eraName,
  type FittedEngine,
  type StepConstants,
  stepConstants,
} from '../../catalog/step-constants.ts';
import type { EngineName } from '../../deployment/deployment.ts';

/** The few constants of the cost model, as the catalogue has them or as a fit to one's own measurements gives them. */
export type CostConstants = StepConstants;

/** TGI has no fit of its own and uses vLLM's newest; Triton's other backends use TensorRT-LLM's: `specOf` lists both. */
function fitted(engine: EngineName, version: string | undefined): [FittedEngine, string | undefined] {
  switch (engine) {
    case 'tensorrt-llm':
    case 'vllm':
    case 'sglang':
      return [engine, version];
    case 'triton':
      return ['tensorrt-llm', undefined];
    default:
      return ['vllm', undefined];
  }
}

export function constantsOf(engine: EngineName, version: string | undefined): CostConstants {
  return stepConstants(...fitted(engine, version));
}

/** The era whose constants a release has. */
export function eraOf(engine: EngineName, version: string | undefined): string {
  return eraName(...fitted(engine, version));
}
