import { autoscalers } from '../../reading/autoscalers.ts';
import { listAt, valueAt } from '../../reading/manifest-values.ts';
import { podServers } from '../../reading/server-containers.ts';
import type { Rule } from '../../rule.ts';

const files = (metric: string, resources: string): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: llm }\nspec:\n  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: llm }\n  maxReplicas: 4\n  metrics: [{ type: Resource, resource: { name: ${metric}, target: { type: Utilization, averageUtilization: 80 } } }]\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: llm }\nspec:\n  template:\n    spec:\n      containers:\n        - name: server\n          image: vllm/vllm-openai:v0.11.0\n          args: ["--model", "m"]\n          resources: ${resources}\n`;

export const scalingOnCpu: Rule = {
  code: 'BWK011',
  name: 'scaling-on-cpu',
  area: 'kubernetes',
  severity: 'warning',
  appliesTo: 'HorizontalPodAutoscaler of a Deployment that runs a server on GPUs',
  summary: 'A server on GPUs is scaled by its CPU or memory.',
  why: 'One busy thread feeds the GPU whether one request runs or hundreds wait, and memory holds the weights all the time: neither says that replicas are missing.',
  remedy: 'Scale on requests that wait, or on the share of the KV cache in use.',
  sources: [
    'vllm-project/vllm examples/online_serving/chart-helm/templates/hpa.yaml; llm-d docs, autoscaling',
    'Kubernetes docs, Horizontal Pod Autoscaling',
  ],
  examplePath: 'llm.yaml',
  examples: {
    bad: [
      files('«cpu»', '{ limits: { nvidia.com/gpu: 1 } }'),
      files('«memory»', '{ limits: { nvidia.com/gpu: 1 } }'),
    ],
    good: [files('cpu', '{ limits: { cpu: 4 } }')],
  },
  check({ project, options, report }) {
    const servers = podServers(project, options).filter(({ container }) =>
      /nvidia\.com\/|amd\.com\/gpu/.test(JSON.stringify(container.resources ?? {})),
    );
    for (const scaler of autoscalers(project)) {
      const [kind, name] = ['kind', 'name'].map((key) =>
        valueAt(scaler.value, ['spec', 'scaleTargetRef', key]),
      );
      if (!servers.some(({ manifest }) => manifest.kind === kind && manifest.name === name)) continue;
      for (const [index, metric] of listAt(scaler.value, ['spec', 'metrics']).entries()) {
        const at = ['resource', 'containerResource'].find(
          (key) => valueAt(metric, [key, 'name']) !== undefined,
        );
        const range = at && scaler.rangeOf(['spec', 'metrics', index, at, 'name']);
        if (range)
          report(
            scaler.file,
            range,
            `${String(valueAt(metric, [at, 'name'])) === 'cpu' ? 'CPU' : 'Memory'} says nothing of the load of a server on GPUs: scale on requests that wait.`,
          );
      }
    }
  },
};
