import { podServers } from '../../reading/server-containers.ts';
import type { Rule } from '../../rule.ts';

const files = (name: string, links: string): string =>
  `apiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { selector: { app: llm }, ports: [{ port: 80, targetPort: 8000 }] }\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: llm }\nspec:\n  template:\n    metadata: { labels: { app: llm } }\n    spec:\n${links}      containers:\n        - name: server\n          image: vllm/vllm-openai:v0.11.0\n          args: ["--model", "m"]\n`;

export const serviceVariable: Rule = {
  code: 'BWK008',
  name: 'service-sets-vllm-port',
  area: 'kubernetes',
  severity: 'error',
  appliesTo: 'pods of vLLM beside a Service named `vllm`',
  summary: 'A Service named `vllm` sets VLLM_PORT in every pod of its namespace.',
  why: 'Kubernetes hands each pod variables named after the services: `VLLM_PORT=tcp://10.0.0.1:80`, which vLLM reads as its own and refuses with a ValueError.',
  remedy: 'Call the Service otherwise, or set `enableServiceLinks: false` in the pod.',
  sources: [
    'vllm-project/vllm#34199, #18209; vllm/envs.py VLLM_PORT',
    'Kubernetes docs, Service, Environment variables',
  ],
  examplePath: 'vllm.yaml',
  examples: {
    bad: [files('«vllm»', '')],
    good: [files('vllm-server', ''), files('vllm', '      enableServiceLinks: false\n')],
  },
  scope: 'commands',
  check({ project, options, report }) {
    const pods = podServers(project, options).filter(
      ({ tool, pod, located }) =>
        tool === 'vllm serve' && pod.enableServiceLinks !== false && !located.command.env.VLLM_PORT,
    );
    for (const service of project.manifests) {
      if (service.kind !== 'Service' || service.name !== 'vllm') continue;
      const range = service.rangeOf(['metadata', 'name']);
      const hit = pods.find(({ manifest }) => namespaceOf(manifest.value) === namespaceOf(service.value));
      if (hit && range)
        report(
          service.file,
          range,
          'Pods of vLLM beside this Service get VLLM_PORT as an address, and refuse it.',
          {
            related: [
              {
                path: hit.manifest.file.path,
                range: hit.located.command.range,
                message: 'the server that reads it',
              },
            ],
          },
        );
    }
  },
};

const namespaceOf = (value: unknown): unknown =>
  (value as { metadata?: { namespace?: unknown } } | undefined)?.metadata?.namespace ?? 'default';
