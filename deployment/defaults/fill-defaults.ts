import { activationsFor } from '../activations.ts';
import type { Deployment } from '../deployment.ts';
import { known } from '../known.ts';
import { type DeploymentParts, mergeParts } from '../parts.ts';
import { derived } from '../traced.ts';
import { sglangDefaults } from './sglang.ts';
import { tensorrtllmDefaults } from './tensorrt-llm.ts';
import { tgiDefaults } from './tgi.ts';
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
  ({
    ...deployment,
    ...mergeParts(deployment, withoutLeaves(parts, deployment.undetermined ?? [])),
  }) as Deployment;

/** What something sets to a value that cannot be read is not at its default. */
function withoutLeaves(parts: DeploymentParts, leaves: readonly string[]): DeploymentParts {
  const kept: Record<string, unknown> = { ...parts };
  for (const at of leaves) {
    const [section, leaf] = at.split('.') as [string, string];
    if (typeof kept[section] !== 'object') continue;
    const { [leaf]: _, ...rest } = kept[section] as Record<string, unknown>;
    kept[section] = rest;
  }
  return kept as DeploymentParts;
}

/** What follows from the values themselves, whatever the engine. */
function common(deployment: Deployment): DeploymentParts {
  const { parallelism, precision, gpu } = deployment;
  const activations = precision.weights && activationsFor(precision.weights.value);
  const tensor = parallelism.tensor?.value ?? 1;
  const pipeline = parallelism.pipeline?.value ?? 1;
  const count = tensor * pipeline;
  const unknownSize = ['parallelism.tensor', 'parallelism.pipeline'].some((at) =>
    deployment.undetermined?.includes(at),
  );
  return {
    precision: { ...known('activations', activations) },
    gpu:
      gpu.count || unknownSize
        ? {}
        : { count: derived(count, `tensor ${tensor} × pipeline ${pipeline} parallel`) },
  };
}

function engineDefaults(deployment: Deployment): DeploymentParts {
  switch (deployment.engine.name.value) {
    case 'tensorrt-llm':
      return tensorrtllmDefaults(deployment);
    case 'vllm':
      return vllmDefaults(deployment);
    case 'sglang':
      return sglangDefaults(deployment);
    case 'tgi':
      return tgiDefaults(deployment);
    // Triton's own models have no KV cache and no token budget.
    case 'triton':
      return {};
  }
}
