import type { EngineSpec } from '../spec.ts';

/**
 * The deployment as the memory of one data-parallel rank sees it: everything but the routed experts whole, of the experts
 * its share among all ranks.
 */
export function rankView(spec: EngineSpec): EngineSpec {
  const { model, dataParallel } = spec;
  if (!model.moe || dataParallel === 1) return spec;
  const { experts, intermediate, denseLayers } = model.moe;
  const matrices = model.gatedMlp ? 3 : 2;
  const routed = (model.layers - denseLayers) * experts * matrices * model.hidden * intermediate;
  const parameters = model.parameters - routed * (1 - 1 / dataParallel);
  return { ...spec, model: { ...model, parameters } };
}
