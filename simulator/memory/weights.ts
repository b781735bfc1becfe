import { bytesPerWeight, embeddingBytes } from '../model/number-formats.ts';
import type { EngineSpec } from '../spec.ts';

export interface WeightBytes {
  readonly bytes: number;
  readonly formula: string;
}

/**
 * Weights on the rank that holds most. TensorRT-LLM copies the input embedding to every rank unless
 * `--use_parallel_embedding` is given (convert_checkpoint.py); vLLM splits it (VocabParallelEmbedding). Under
 * pipeline parallelism the first rank has the embedding and the last the LM head.
 */
export function weightBytes(spec: EngineSpec): WeightBytes {
  const { model, tensorParallel: tp, pipelineParallel: pp } = spec;
  const table = model.vocab * model.hidden;
  const perTable = embeddingBytes(spec.weights);
  const tables = model.tiedEmbeddings ? 1 : 2;
  const matrices = Math.max(0, model.parameters - tables * table);
  const layerShare = Math.ceil(model.layers / pp) / model.layers;
  const matrixBytes = (matrices * layerShare * bytesPerWeight[spec.weights]) / tp;
  const copied = spec.engine === 'tensorrt-llm' && !model.tiedEmbeddings;
  const input = (table * perTable) / (copied ? 1 : tp);
  const head = (table * perTable) / tp;
  const ends = tables === 1 ? input : pp === 1 ? input + head : Math.max(input, head);
  return {
    bytes: matrixBytes + ends,
    formula:
      `${(matrices / 1e9).toFixed(2)}e9 parameters × ${bytesPerWeight[spec.weights].toFixed(3)} B` +
      `${tp > 1 ? ` / tp ${tp}` : ''}${pp > 1 ? ` × ${layerShare.toFixed(3)} of the layers` : ''}` +
      ` + ${(ends / 1e9).toFixed(2)} GB embeddings in ${8 * perTable} bits`,
  };
}
