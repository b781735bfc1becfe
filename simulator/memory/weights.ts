import { memoryFacts } from '../../catalog/memory.ts';
import type { ModelArchitecture } from '../../catalog/types.ts';
import type { WeightFormat } from '../../deployment/deployment.ts';
import { bytesPerNumber, bytesPerWeight, embeddingBytes } from '../model/number-formats.ts';
import type { EngineSpec } from '../spec.ts';
import type { Buffer } from './buffer.ts';
import { isPytorchBackend } from './engine-kind.ts';
import { parametersOf } from './parameters.ts';

/** Scales of formats that have one for each output channel or block of 128 × 128, not for a group of numbers. */
const scaledByChannel: ReadonlySet<WeightFormat> = new Set(['fp8', 'int8-sq', 'int8-wo', 'int4-wo']);

/**
 * Weights on the rank that holds most. TensorRT-LLM's engines copy the input embedding to every rank unless
 * `--use_parallel_embedding` is given (convert_checkpoint.py); vLLM, SGLang and the PyTorch backend split it
 * (VocabParallelEmbedding). Under pipeline parallelism the first rank has the embedding and the last the LM head.
 */
export function weightBytes(spec: EngineSpec): Buffer {
  return modelBytes(spec, spec.model, spec.weights);
}

/** The draft model's weights, which the same ranks hold beside the target's. */
export function draftBytes(spec: EngineSpec): Buffer | undefined {
  return spec.draft && modelBytes(spec, spec.draft.model, spec.draft.weights);
}

function modelBytes(spec: EngineSpec, model: ModelArchitecture, weights: WeightFormat): Buffer {
  const { tensorParallel: tp, pipelineParallel: pp } = spec;
  const parameters = parametersOf(model, tp, spec.dataParallel);
  const quantised = bytesPerWeight[weights];
  const sixteen = embeddingBytes(weights);
  // The recipes of MXFP4 checkpoints quantise routed experts alone (model card of openai/gpt-oss-120b).
  const besideExperts = weights === 'mxfp4' && model.moe ? sixteen : quantised;
  const share = Math.ceil(model.layers / pp) / model.layers;
  const scales = scaledByChannel.has(weights)
    ? ((parameters.matrices + parameters.experts) / model.hidden) * bytesPerNumber.fp32
    : 0;
  const layers =
    share *
    (parameters.matrices * besideExperts +
      parameters.experts * quantised +
      parameters.unquantised * sixteen +
      scales);
  const copied = spec.engine === 'tensorrt-llm' && !isPytorchBackend(spec) && !model.tiedEmbeddings;
  const padded = spec.engine === 'vllm' || spec.engine === 'sglang';
  const rows = padded ? roundUp(model.vocab, memoryFacts.vocabularyPadding.value) : model.vocab;
  const table = rows * model.hidden * sixteen;
  const input = table / (copied ? 1 : tp);
  const head = table / tp;
  const ends = model.tiedEmbeddings ? input : pp === 1 ? input + head : Math.max(input, head);
  const rotary = rotaryBytes(spec, model);
  return {
    bytes: layers + ends + rotary,
    formula:
      `${billions(parameters.matrices)} parameters of the rank × ${besideExperts.toFixed(3)} B` +
      (parameters.experts > 0
        ? ` + ${billions(parameters.experts)} of experts × ${quantised.toFixed(3)} B`
        : '') +
      ` + ${billions(parameters.unquantised)} of norms, biases and routers × ${sixteen} B` +
      (scales > 0 ? ` + ${(scales / 2 ** 20).toFixed(1)} MiB scales` : '') +
      (pp > 1 ? `, × ${share.toFixed(3)} of the layers` : '') +
      ` + ${billions(ends / sixteen)} of embeddings × ${sixteen} B` +
      (rotary > 0 ? ` + ${(rotary / 2 ** 20).toFixed(1)} MiB rotary table` : ''),
    source: model.source,
  };
}

/**
 * The table of sines and cosines that PyTorch engines keep once for all layers (vLLM
 * model_executor/layers/rotary_embedding.py): 32 MiB for 131,072 positions of 128 numbers.
 */
function rotaryBytes(spec: EngineSpec, model: ModelArchitecture): number {
  if (spec.engine === 'triton' || spec.engine === 'tensorrt-llm') return 0;
  const positions = model.maxPosition ?? spec.maxSeqLen;
  return positions * (model.mla?.qkRope ?? model.headDim) * bytesPerNumber.bf16;
}

const roundUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;
const billions = (parameters: number): string => `${(parameters / 1e9).toFixed(2)}e9`;
