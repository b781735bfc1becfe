import { replaceFix } from '../../fixes.ts';
import { autoscalers } from '../../reading/autoscalers.ts';
import type { Rule } from '../../rule.ts';

const hpa = (version: string): string => `apiVersion: ${version}
kind: HorizontalPodAutoscaler
metadata:
  name: llama
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: llama }
  maxReplicas: 4
`;

/** The Kubernetes release that no longer serves the version (Kubernetes deprecation guide). */
const removedIn: Readonly<Record<string, string>> = {
  'autoscaling/v2beta1': '1.25',
  'autoscaling/v2beta2': '1.26',
};

export const removedAutoscalingApi: Rule = {
  code: 'BWK003',
  name: 'autoscaling-api-removed',
  area: 'kubernetes',
  severity: 'error',
  appliesTo: 'HorizontalPodAutoscaler',
  summary: 'The API version of the autoscaler is no longer served.',
  why: 'Kubernetes 1.25 and 1.26 dropped the beta versions: applying the manifest fails with “no matches for kind”.',
  remedy: 'Write `autoscaling/v2`; fields of `v2beta2` keep their names.',
  sources: ['kubernetes.io/docs/reference/using-api/deprecation-guide'],
  examplePath: 'hpa.yaml',
  examples: { bad: [hpa('«autoscaling/v2beta2»')], good: [hpa('autoscaling/v2')] },
  scope: 'commands',
  check({ project, report }) {
    for (const manifest of autoscalers(project)) {
      const version = manifest.apiVersion ?? '';
      const range = manifest.rangeOf(['apiVersion']);
      if (!Object.hasOwn(removedIn, version) || !range) continue;
      report(
        manifest.file,
        range,
        `Kubernetes ${removedIn[version]} no longer serves \`${version}\`: write \`autoscaling/v2\`.`,
        {
          fixes:
            version === 'autoscaling/v2beta2'
              ? [replaceFix('Change to `autoscaling/v2`', manifest.file.path, range, 'autoscaling/v2', true)]
              : [],
        },
      );
    }
  },
};
