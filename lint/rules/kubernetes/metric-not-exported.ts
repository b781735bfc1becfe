import type { Project } from '../../../deployment/project.ts';
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
        target: { type: AverageValue, averageValue: "5" }
`;

/** Names that guides use for the load of a GPU; the exporters call it otherwise. */
const invented =
  /^(gpu_?utili[sz]ation(_?(perc|percent|percentage))?|gpu_?util|gpu_?usage|gpu_?load|nvidia_gpu_utili[sz]ation|gpuUtili[sz]ation)$/i;

export const metricNotExported: Rule = {
  code: 'BWK001',
  name: 'metric-not-exported',
  area: 'kubernetes',
  severity: 'warning',
  appliesTo: 'HorizontalPodAutoscaler with custom metrics',
  summary: 'The autoscaler reads a metric that no engine and no GPU exporter exports.',
  why: 'Without a value the autoscaler does nothing. The exporters call the load of a GPU `DCGM_FI_DEV_GPU_UTIL` or `nv_gpu_utilization`, and it is a poor signal anyway: one long request keeps a GPU at 100 %, so that the number of replicas runs away.',
  remedy:
    'Scale on requests that wait: `vllm:num_requests_waiting`, `nv_trt_llm_request_metrics{request_type="waiting"}`, `nv_inference_pending_request_count`, `sglang:num_queue_reqs` or `tgi_queue_size`, under the name that your metrics adapter gives it.',
  sources: [
    'NVIDIA/dcgm-exporter etc/default-counters.csv and #301',
    'triton-inference-server/server docs/user_guide/metrics.md',
    'vllm-project/vllm docs/usage/metrics.md',
  ],
  examplePath: 'hpa.yaml',
  examples: {
    bad: [hpa('«gpu_utilization»')],
    good: [
      hpa('vllm_num_requests_waiting'),
      {
        'hpa.yaml': hpa('gpu_utilization'),
        'adapter.yaml':
          'rules:\n  - seriesQuery: DCGM_FI_DEV_GPU_UTIL\n    name: { as: "gpu_utilization" }\n',
      },
    ],
  },
  check({ project, report }) {
    for (const { manifest, name, range } of scalingMetrics(project)) {
      if (!invented.test(name) || isDefined(project, name)) continue;
      report(
        manifest.file,
        range,
        `Nothing exports \`${name}\`; scale on requests that wait instead, such as \`vllm:num_requests_waiting\` or \`nv_trt_llm_request_metrics{request_type="waiting"}\`.`,
      );
    }
  },
};

/** A rule of a metrics adapter or a Prometheus recording rule may make the name. */
function isDefined(project: Project, name: string): boolean {
  const pattern = new RegExp(
    `\\b(as|record|metricName)["']?\\s*:\\s*["']?${name.replaceAll(/[^\w]/g, '\\$&')}\\b`,
  );
  return project.files.some((file) => file.text.includes(name) && pattern.test(file.text));
}
