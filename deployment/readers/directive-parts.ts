import type { Directive } from '../directives.ts';
import { gpuNamed } from '../gpu-name.ts';
import { modelFrom } from '../model-name.ts';
import type { DeploymentParts } from '../parts.ts';

/** `# batchwise: gpu=H100-SXM5-80GB gpus=2 model=meta-llama/Llama-3.1-8B-Instruct` */
export function readDirectiveParts(closest: (key: string) => Directive | undefined): DeploymentParts {
  const count = closest('gpus')?.value;
  const model = closest('model')?.value;
  return {
    gpu: {
      ...gpuNamed(closest('gpu')?.value),
      ...(count &&
        /^\d+$/.test(count.value) && { count: { value: Number(count.value), origin: count.origin } }),
    },
    ...(model && { model: modelFrom(model, []) }),
  };
}
