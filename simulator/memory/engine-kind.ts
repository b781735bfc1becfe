import { versionAtLeast } from '../model/version.ts';
import type { EngineSpec } from '../spec.ts';

/** TensorRT-LLM, also behind Triton. */
export const isTensorrt = ({ engine }: EngineSpec): boolean =>
  engine === 'tensorrt-llm' || engine === 'triton';

/** TensorRT-LLM's PyTorch backend: the default of its LLM API from 1.0 on. */
export const isPytorchBackend = ({ backend, engineVersion }: EngineSpec): boolean =>
  backend === undefined ? versionAtLeast(engineVersion, 1, 0) : backend === 'pytorch';

/** vLLM's V1 engine: the default from 0.8 on, and since 0.11 the only one. */
export const isV1 = ({ vllmV1, engineVersion }: EngineSpec): boolean =>
  versionAtLeast(engineVersion, 0, 11) || (vllmV1 ?? versionAtLeast(engineVersion, 0, 8));
