import { containersOf, valueAt } from '../../reading/manifest-values.ts';
import { isTemplate } from '../../reading/server-containers.ts';
import type { Rule } from '../../rule.ts';

const pod = (resources: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: llm }\nspec:\n  containers:\n    - name: vllm\n      image: vllm/vllm-openai:v0.11.0\n      resources: ${resources}\n`;

export const gpuRequest: Rule = {
  code: 'BWK004',
  name: 'gpu-request-invalid',
  area: 'kubernetes',
  severity: 'error',
  appliesTo: 'containers of any workload that ask for `nvidia.com/…` or `amd.com/gpu`',
  summary: 'GPUs are asked for in a way that Kubernetes refuses.',
  why: 'GPUs are extended resources, which cannot be overcommitted: limits must be given, requests must equal them, and both are whole numbers. Otherwise the API server refuses the pod.',
  remedy: 'Give a whole number under `limits`, and leave `requests` out or the same.',
  sources: [
    'Kubernetes docs, Schedule GPUs and Extended resources',
    'kubernetes/kubernetes pkg/apis/core/validation ValidateResourceRequirements',
  ],
  examplePath: 'pod.yaml',
  examples: {
    bad: [
      pod('{ requests: { nvidia.com/gpu: «1» }, limits: { nvidia.com/gpu: 2 } }'),
      pod('{ requests: { nvidia.com/gpu: «1» } }'),
      pod('{ limits: { nvidia.com/gpu: «0.5» } }'),
    ],
    good: [
      pod('{ limits: { nvidia.com/gpu: 2 } }'),
      pod('{ requests: { nvidia.com/gpu: 2 }, limits: { nvidia.com/gpu: "2" } }'),
    ],
  },
  scope: 'commands',
  check({ project, report }) {
    for (const manifest of project.manifests) {
      if (isTemplate(manifest.file)) continue;
      for (const { path, container } of containersOf(manifest))
        for (const name of resourceNames(container)) {
          const [limit, request] = ['limits', 'requests'].map((kind) =>
            valueAt(container, ['resources', kind, name]),
          );
          const tell = (kind: string, message: string): void => {
            const range = manifest.rangeOf([...path, 'resources', kind, name]);
            if (range) report(manifest.file, range, message);
          };
          const part = [limit, request].find((value) => value !== undefined && !isWhole(value));
          if (part !== undefined)
            tell(
              part === limit ? 'limits' : 'requests',
              `There is no part of a GPU: \`${name}\` is a whole number.`,
            );
          else if (limit === undefined) tell('requests', `A request for \`${name}\` needs the same limit.`);
          else if (request !== undefined && Number(request) !== Number(limit))
            tell('requests', `The request for \`${name}\` must be the limit, ${String(limit)}.`);
        }
    }
  },
};

const resourceNames = (container: unknown): Set<string> =>
  new Set(
    ['limits', 'requests'].flatMap((kind) =>
      Object.keys((valueAt(container, ['resources', kind]) as object | undefined) ?? {}).filter((name) =>
        /^(nvidia\.com\/(gpu|mig-\S+)|amd\.com\/gpu)$/.test(name),
      ),
    ),
  );

/** A whole number, also as a text; what a variable stands for may be one. */
const isWhole = (value: unknown): boolean =>
  typeof value === 'number' ? Number.isInteger(value) : typeof value !== 'string' || /^\d+$|\$/.test(value);
