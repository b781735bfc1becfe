import { visibleMemory } from '../../catalog/memory.ts';
import type { EngineSpec } from '../spec.ts';
import { passActivations } from './activations.ts';
import { gibibytes, item, sum } from './buffer.ts';
import { cudaGraphs } from './cuda-graphs.ts';
import { type InstanceMemory, intoRoom, weightItems } from './instance.ts';
import { communication, cudaContext } from './process.ts';

/**
 * `mem_fraction_static` is for weights and KV cache together, of what is free before the weights are loaded;
 * activations and CUDA graphs live in the rest.
 */
export function sglangMemory(spec: EngineSpec, before: number): InstanceMemory {
  const weights = weightItems(spec);
  const process = [
    ...item('communication', 'NCCL', communication(spec)),
    ...item('cuda-context', 'CUDA context', cudaContext(spec)),
  ];
  const free = visibleMemory(spec.gpu).bytes - before - sum(process);
  const rest = (1 - spec.memoryFraction) * free;
  const graphs = item('cuda-graphs', 'CUDA graphs', intoRoom(cudaGraphs(spec), rest));
  const pass = intoRoom(passActivations(spec, spec.maxNumTokens), rest - sum(graphs));
  return {
    items: [...weights, ...process],
    beside: [...item('activations', 'Activation peak of a prefill step', pass), ...graphs],
    kvBytes: free - rest - sum(weights),
    kvFormula: `${spec.memoryFraction} × ${gibibytes(free)} free before loading − ${gibibytes(sum(weights))} weights`,
    kvSource:
      'SGLang model_executor/model_runner.py profile_max_num_token: available − total × (1 − mem_fraction_static)',
  };
}
