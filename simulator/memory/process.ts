import { byRanks } from '../../catalog/calibration.ts';
import { memoryFacts } from '../../catalog/memory.ts';
import type { EngineSpec } from '../spec.ts';
import { type Buffer, gibibytes, measured } from './buffer.ts';
import { isTensorrt } from './engine-kind.ts';

/** What the CUDA driver keeps for a process. */
export function cudaContext(spec: EngineSpec): Buffer {
  const { context } = memoryFacts;
  if (isTensorrt(spec)) return measured(context.tensorrtLlm);
  const { multiprocessors } = spec.gpu;
  if (multiprocessors === undefined) return measured(context.fallback);
  const each = context.perMultiprocessor;
  return {
    bytes: multiprocessors * each.value,
    formula: `${multiprocessors} multiprocessors × ${each.value / 2 ** 20} MiB`,
    source: each.source,
  };
}

/** NCCL's channels and buffers, with TensorRT-LLM its own all-reduce's too; none on one GPU. */
export function communication(spec: EngineSpec): Buffer | undefined {
  const ranks = spec.tensorParallel * spec.pipelineParallel * spec.dataParallel;
  if (ranks < 2) return undefined;
  const { nvlink, pcie, tensorrtLlm, allReduce } = memoryFacts.nccl;
  const onNvlink = spec.gpu.nvlinkBandwidth > 0;
  if (!isTensorrt(spec)) {
    const { value, source } = onNvlink ? nvlink : pcie;
    return measured(
      { value: byRanks(value, ranks), source },
      ` at ${ranks} ranks over ${onNvlink ? 'NVLink' : 'PCIe'}`,
    );
  }
  const nccl = byRanks(tensorrtLlm.value, ranks);
  const tp = spec.tensorParallel;
  const buffer = tp <= 2 ? allReduce.ofTwo : allReduce.ofMore;
  const own = tp > 1 && onNvlink ? allReduce.buffers * tp * buffer : 0;
  return {
    bytes: nccl + own,
    formula:
      `${gibibytes(nccl)} at ${ranks} ranks` +
      (own > 0 ? ` + ${allReduce.buffers} all-reduce buffers × ${tp} ranks × ${buffer / 2 ** 20} MiB` : ''),
    source: own > 0 ? `${tensorrtLlm.source}; ${allReduce.source}` : tensorrtLlm.source,
  };
}
