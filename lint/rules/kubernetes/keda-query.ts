import { listAt, valueAt } from '../../reading/manifest-values.ts';
import { isTemplate } from '../../reading/server-containers.ts';
import type { Rule } from '../../rule.ts';

const scaled = (query: string, more = ''): string =>
  `apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: { name: llm }\nspec:\n  scaleTargetRef: { name: llm }\n  triggers:\n    - type: prometheus\n      metadata:\n        serverAddress: http://prometheus:9090\n${more}        query: ${query}\n        threshold: "5"\n`;

export const kedaQuery: Rule = {
  code: 'BWK010',
  name: 'keda-query-of-many',
  area: 'kubernetes',
  severity: 'warning',
  appliesTo: 'Prometheus triggers of a ScaledObject',
  summary: 'The query of a trigger gives a value for each replica, or reads a metric that was renamed.',
  why: 'KEDA takes one value: with several it reports “query returned multiple elements” and scales no more, as soon as there are two replicas.',
  remedy: 'Put `sum(…)`, `avg(…)` or `max(…)` around the metric.',
  sources: [
    'kedacore/keda-docs scalers/prometheus; kedacore/keda pkg/scalers/prometheus_scaler.go',
    'vllm-project/production-stack tutorials/assets/keda-scaled-object.yaml; vllm docs/usage/metrics.md',
  ],
  examplePath: 'scaled.yaml',
  examples: {
    bad: [
      scaled("«'vllm:num_requests_waiting'»"),
      scaled('«\'rate(vllm:prompt_tokens_total{namespace="llm"}[1m])\'»'),
      scaled("'sum(vllm:num_requests_waiting)'", '        metricName: «waiting»\n'),
    ],
    good: [scaled('\'sum(vllm:num_requests_waiting{namespace="llm"})\''), scaled("'scalar(my_metric)'")],
  },
  scope: 'commands',
  check({ project, report }) {
    for (const manifest of project.manifests) {
      if (manifest.kind !== 'ScaledObject' || isTemplate(manifest.file)) continue;
      for (const [index, trigger] of listAt(manifest.value, ['spec', 'triggers']).entries()) {
        if (valueAt(trigger, ['type']) !== 'prometheus') continue;
        const at = (key: string) => manifest.rangeOf(['spec', 'triggers', index, 'metadata', key]);
        const query = valueAt(trigger, ['metadata', 'query']);
        const range = at('query');
        if (typeof query === 'string' && range && perReplica.test(query.trim()))
          report(
            manifest.file,
            range,
            'The query has one value a replica: put `sum(…)` or `avg(…)` around it.',
          );
        const old = at('metricName');
        if (old && valueAt(trigger, ['metadata', 'metricName']) !== undefined)
          report(manifest.file, old, 'KEDA names the metric itself since 2.12 and ignores `metricName`.', {
            severity: 'info',
          });
      }
    }
  },
};

/** A metric that every server exports, alone or under a function that keeps its series apart. */
const engineMetric = String.raw`(?:vllm[:_]|sglang[:_]|tgi_|nv_|trtllm_)[\w:]+(?:\{[^{}]*\})?`;
const perReplica = new RegExp(
  String.raw`^(?:${engineMetric}|(?:rate|irate|increase|avg_over_time|max_over_time)\(\s*${engineMetric}\s*\[\w+\]\s*\))$`,
);
