import type { EngineSpec } from '../../simulator/spec.ts';

/** `meta-llama/Llama-3.1-8B fp8 on H100-SXM5-80GB, TensorRT-LLM 0.17` */
export function titleOf(spec: EngineSpec): string {
  const gpus = spec.tensorParallel * spec.pipelineParallel;
  const engine = engineLabels[spec.engine] + (spec.engineVersion ? ` ${spec.engineVersion}` : '');
  return `${spec.model.name} ${spec.weights} on ${gpus > 1 ? `${gpus} × ` : ''}${spec.gpu.name}, ${engine}`;
}

const engineLabels: Readonly<Record<EngineSpec['engine'], string>> = {
  'tensorrt-llm': 'TensorRT-LLM',
  vllm: 'vLLM',
  sglang: 'SGLang',
  tgi: 'TGI',
  triton: 'Triton',
};
