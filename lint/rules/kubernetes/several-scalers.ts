import type { Manifest } from '../../../deployment/project.ts';
import { valueAt } from '../../reading/manifest-values.ts';
import type { Rule } from '../../rule.ts';

const scaler = (name: string): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: ${name} }\nspec:\n  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: «llm» }\n  maxReplicas: 4\n`;
const plain = (text: string): string => text.replaceAll(/[«»]/g, '');

export const severalScalers: Rule = {
  code: 'BWK012',
  name: 'several-scalers-of-one',
  area: 'kubernetes',
  severity: 'error',
  appliesTo: 'HorizontalPodAutoscaler and ScaledObject',
  summary: 'Two autoscalers scale the same workload.',
  why: 'Each sets the replicas by its own metric, and undoes what the other has just set. The autoscaler refuses to act when it notices: “ambiguous selector”.',
  remedy:
    'Put all metrics into one autoscaler: it takes the highest number of replicas that any of them asks for.',
  sources: ['Kubernetes docs, Horizontal Pod Autoscaling; kedacore/keda-docs concepts/scaling-deployments'],
  examplePath: 'hpa.yaml',
  examples: {
    bad: [`${plain(scaler('a'))}---\n${scaler('b')}`],
    good: [plain(`${scaler('a')}---\n${scaler('b').replace('name: «llm»', 'name: other')}`)],
  },
  scope: 'commands',
  check({ project, report }) {
    const seen = new Map<string, Manifest>();
    for (const manifest of project.manifests) {
      if (!/^(HorizontalPodAutoscaler|ScaledObject)$/.test(manifest.kind ?? '')) continue;
      const target = valueAt(manifest.value, ['spec', 'scaleTargetRef', 'name']);
      const range = manifest.rangeOf(['spec', 'scaleTargetRef', 'name']);
      if (typeof target !== 'string' || !range || /[{$]/.test(target)) continue;
      const kind = valueAt(manifest.value, ['spec', 'scaleTargetRef', 'kind']) ?? 'Deployment';
      const namespace = valueAt(manifest.value, ['metadata', 'namespace']) ?? 'default';
      // Files of other folders are often variants of one another.
      const key = JSON.stringify([manifest.file.path, namespace, kind, target]);
      const first = seen.get(key);
      // The same object twice is one object, written down twice.
      if (first && first.name !== manifest.name)
        report(
          manifest.file,
          range,
          `\`${target}\` has an autoscaler already, \`${first.name ?? 'without a name'}\`.`,
        );
      seen.set(key, first ?? manifest);
    }
  },
};
