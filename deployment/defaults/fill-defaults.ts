import { activationsFor } from '../activations.ts';
import type { Deployment } from '../deployment.ts';
import { known } from '../known.ts';
import { type DeploymentParts, mergeParts } from '../parts.ts';
import { derived } from '../traced.ts';
import { tensorrtllmDefaults } from './tensorrt-llm.ts';
import { vllmDefaults } from './vllm.ts';

/**
 * A Deployment with what its engine's version does where nobody says anything, each value marked as that version's
 * default. Where there is no documented default the value stays unknown.
 */
export function fillDefaults(deployment: Deployment): Deployment {
  const filled = withParts(deployment, common(deployment));
  return withParts(filled, engineDefaults(filled));
}

const withParts = (deployment: Deployment, parts: DeploymentParts): Deployment =>
  ({ ...deployment, ...mergeParts(deployment, parts) }) as Deployment;

/** What follows from the values themselves, whatever the engine. */
function common(deployment: Deployment): DeploymentParts {
  const { parallelism, precision, gpu } = deployment;
  const activations = precision.weights && activationsFor(precision.weights.value);
  const tensor = parallelism.tensor?.value ?? 1;
  const pipeline = parallelism.pipeline?.value ?? 1;
  const count = tensor * pipeline;
  return {
    precision: { ...known('activations', activations) },
    gpu: gpu.count ? {} : { count: derived(count, `tensor ${tensor} × pipeline ${pipeline} parallel`) },
  };
}

function engineDefaults(deployment: Deployment): DeploymentParts {
  switch (deployment.engine.name.value) {
    case 'tensorrt-llm':
      return tensorrtllmDefaults(deployment);
    case 'vllm':
      return vllmDefaults(deployment);
    // SGLang and TGI have no table of defaults yet; Triton's own models have no KV cache and no token budget.
    case 'sglang':
    case 'tgi':
    case 'triton':
      return {};
  }
}
