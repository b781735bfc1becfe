import { scalingMetrics } from '../../reading/autoscalers.ts';
import type { Rule } from '../../rule.ts';

const hpa = (metric: string): string => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: llama
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: llama }
  maxReplicas: 4
  metrics:
    - type: Pods
      pods:
        metric:
          name: ${metric}
        target: { type: AverageValue, averageValue: "80" }
`;

/** What dcgm-exporter and Triton call the share of time in which a kernel ran. */
const busyMetrics: ReadonlySet<string> = new Set([
  'DCGM_FI_DEV_GPU_UTIL',
  'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
  'DCGM_FI_PROF_SM_ACTIVE',
  'nv_gpu_utilization',
]);

export const gpuUtilisationScaling: Rule = {
  code: 'BWK002',
  name: 'scaling-on-gpu-utilisation',
  area: 'kubernetes',
  severity: 'info',
  appliesTo: 'HorizontalPodAutoscaler with custom metrics',
  summary: 'The autoscaler scales on how busy the GPU is.',
  why: 'An LLM server keeps its GPU near 100 % with a single request in it: the metric says that something runs, not that there is too much to do, and replicas are added until the limit.',
  remedy: 'Scale on requests that wait for a slot, or on the share of the KV cache in use.',
  sources: ['NVIDIA/dcgm-exporter#301'],
  examplePath: 'hpa.yaml',
  examples: { bad: [hpa('«DCGM_FI_DEV_GPU_UTIL»')], good: [hpa('vllm_num_requests_waiting')] },
  scope: 'commands',
  check({ project, report }) {
    for (const { manifest, name, range } of scalingMetrics(project)) {
      if (busyMetrics.has(name))
        report(
          manifest.file,
          range,
          `\`${name}\` is near its maximum with a single request: scale on requests that wait.`,
        );
    }
  },
};
