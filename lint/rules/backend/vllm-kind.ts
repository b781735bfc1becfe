import { replaceFix } from '../../fixes.ts';
import { backendModels } from '../../reading/backend-models.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import { engineArgs, numberArgument, placeOfArgument } from '../../reading/vllm-engine-args.ts';
import type { Rule } from '../../rule.ts';

const files = (kind: string, size: number): Record<string, string> => ({
  'models/llm/config.pbtxt': `backend: "vllm"\ninstance_group [ { count: 1 kind: ${kind} } ]\n`,
  'models/llm/1/model.json': `{ "model": "meta-llama/Llama-3.1-8B-Instruct", "tensor_parallel_size": ${size} }\n`,
});

export const vllmKind: Rule = {
  code: 'BWR018',
  name: 'vllm-kind-for-one-gpu',
  area: 'backend',
  severity: 'error',
  appliesTo: 'models of the vllm backend whose `model.json` is among the files',
  summary: 'vLLM is to run over several GPUs, and the instance is of a kind for one.',
  why: 'With `KIND_GPU` Triton gives the instance one GPU, and the backend stops: “KIND_GPU is currently for single-GPU models, please specify KIND_MODEL”.',
  remedy: 'Write `kind: KIND_MODEL`, with which vLLM takes the GPUs that it needs.',
  sources: ['triton-inference-server/vllm_backend src/model.py _validate_device_config'],
  examples: {
    bad: [files('«KIND_GPU»', 2)],
    good: [files('KIND_MODEL', 2), files('KIND_GPU', 1)],
  },
  check({ project, report }) {
    for (const { config, backend } of backendModels(project)) {
      if (backend.name !== 'vllm') continue;
      const args = engineArgs(config, project);
      if (!args) continue;
      const split = ['tensor_parallel_size', 'pipeline_parallel_size'] as const;
      const world = split.reduce((product, name) => product * (numberArgument(args, name) ?? 1), 1);
      if (world <= 1) continue;
      for (const { kind, kindNode } of instanceGroups(config)) {
        if (kind !== 'KIND_GPU' || !kindNode) continue;
        report(
          config.file,
          kindNode.range,
          `vLLM runs over ${world} GPUs here, and \`KIND_GPU\` is for one.`,
          {
            related: split
              .filter((name) => (numberArgument(args, name) ?? 1) > 1)
              .map((name) => ({
                path: args.file.path,
                range: placeOfArgument(args, name),
                message: 'the split over GPUs',
              })),
            fixes: [
              replaceFix('Change to `KIND_MODEL`', config.file.path, kindNode.range, 'KIND_MODEL', true),
            ],
          },
        );
      }
    }
  },
};
