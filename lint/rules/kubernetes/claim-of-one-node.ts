import { isMapping, listAt, valueAt } from '../../reading/manifest-values.ts';
import { podServers } from '../../reading/server-containers.ts';
import type { Rule } from '../../rule.ts';

const files = (replicas: number, mode: string): string =>
  `apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: models }\nspec: { accessModes: [${mode}], resources: { requests: { storage: 100Gi } } }\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: llm }\nspec:\n  replicas: ${replicas}\n  template:\n    spec:\n      containers:\n        - name: server\n          image: vllm/vllm-openai:v0.11.0\n          args: ["--model", "m"]\n          volumeMounts: [{ name: models, mountPath: /root/.cache/huggingface }]\n      volumes: [{ name: models, persistentVolumeClaim: { claimName: «models» } }]\n`;
const plain = (text: string): string => text.replaceAll(/[«»]/g, '');

export const claimOfOneNode: Rule = {
  code: 'BWK013',
  name: 'claim-of-one-node',
  area: 'kubernetes',
  severity: 'warning',
  appliesTo: 'Deployments of servers with several replicas that mount a claim found among the files',
  summary: 'Several replicas mount a volume that one node alone can mount.',
  why: 'A `ReadWriteOnce` volume is attached to one node: replicas that are scheduled to another wait with “Multi-Attach error”.',
  remedy: 'Take `ReadWriteMany` or `ReadOnlyMany`, or a StatefulSet with a claim for each replica.',
  sources: ['Kubernetes docs, Persistent Volumes, Access Modes'],
  examplePath: 'llm.yaml',
  examples: {
    bad: [files(2, 'ReadWriteOnce')],
    good: [
      plain(files(1, 'ReadWriteOnce')),
      plain(files(2, 'ReadWriteMany')),
      plain(files(2, 'ReadWriteOnce, ReadOnlyMany')),
    ],
  },
  check({ project, options, report }) {
    for (const { manifest, pod, podPath } of podServers(project, options)) {
      const replicas = valueAt(manifest.value, ['spec', 'replicas']);
      if (manifest.kind !== 'Deployment' || typeof replicas !== 'number' || replicas < 2) continue;
      for (const [index, volume] of listAt(pod, ['volumes']).entries()) {
        const name = valueAt(volume, ['persistentVolumeClaim', 'claimName']);
        const claim = project.manifests.find(
          (each) => each.kind === 'PersistentVolumeClaim' && each.name === name && isMapping(each.value),
        );
        const modes = listAt(claim?.value, ['spec', 'accessModes']);
        const range = manifest.rangeOf([...podPath, 'volumes', index, 'persistentVolumeClaim', 'claimName']);
        if (modes.length > 0 && modes.every((mode) => /^ReadWriteOnce(Pod)?$/.test(String(mode))) && range)
          report(
            manifest.file,
            range,
            `${replicas} replicas mount a volume of one node: \`${modes.join(', ')}\`.`,
          );
      }
    }
  },
};
