import type { Manifest } from '../../../deployment/project.ts';
import type { Path } from '../../../deployment/readers/manifest-reader.ts';
import { limit, traced } from '../../../deployment/settings/leaves.ts';
import { autoscalers } from '../../reading/autoscalers.ts';
import { isMapping, listAt, valueAt } from '../../reading/manifest-values.ts';
import { isTemplate, podServers } from '../../reading/server-containers.ts';
import type { Rule, RuleContext } from '../../rule.ts';

const hpa = (metric: string, min = ''): string =>
  `apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: llm }\nspec:\n  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: llm }\n${min}  maxReplicas: 4\n  metrics:\n    - ${metric}\n`;
const deployment = (args: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: llm }\nspec:\n  template:\n    spec:\n      containers:\n        - name: server\n          image: vllm/vllm-openai:v0.11.0\n          args: [${args}]\n`;
const pods = (name: string, value: string): string =>
  `{ type: Pods, pods: { metric: { name: ${name} }, target: { type: AverageValue, averageValue: ${value} } } }`;

export const autoscalerTarget: Rule = {
  code: 'BWK009',
  name: 'autoscaler-target-wrong',
  area: 'kubernetes',
  severity: 'warning',
  appliesTo: 'HorizontalPodAutoscaler of `autoscaling/v2`',
  summary: 'The target of an autoscaler is refused, never reached, or multiplies.',
  why: 'The API server takes an average value alone for metrics of pods, and the value that its type names for others. A gauge that ends at the slots of a server, or at 1, never passes a target above. A total measured against one `Value` is multiplied by the replicas anew at every step.',
  remedy: 'Take `AverageValue` for what waits, with a target that one replica can pass.',
  sources: [
    'kubernetes/kubernetes pkg/apis/autoscaling/validation/validation.go; pkg/controller/podautoscaler/replica_calculator.go',
    'vllm-project/production-stack tutorials/assets/hpa-10.yaml',
  ],
  examplePath: 'hpa.yaml',
  examples: {
    bad: [
      hpa('{ type: Pods, pods: { metric: { name: a }, target: { type: «Value», value: "5" } } }'),
      hpa('{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageValue: «"80"» } } }'),
      {
        'hpa.yaml': hpa(pods('vllm_num_requests_running', '«"64"»')),
        'llm.yaml': deployment('"--model", "m", "--max-num-seqs", "32"'),
      },
      hpa(pods('vllm_kv_cache_usage_perc', '«"80"»')),
      hpa(
        '{ type: External, external: { metric: { name: vllm_num_requests_waiting }, target: { type: «Value», value: "5" } } }',
      ),
      hpa(pods('vllm_num_requests_waiting', '"5"'), '  minReplicas: «0»\n'),
    ],
    good: [
      hpa(pods('vllm_num_requests_waiting', '"5"')),
      hpa(pods('vllm_kv_cache_usage_perc', '800m')),
      hpa(
        '{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 80 } } }',
      ),
      {
        'hpa.yaml': hpa(pods('vllm_num_requests_running', '"24"')),
        'llm.yaml': deployment('"--model", "m", "--max-num-seqs", "32"'),
      },
    ],
  },
  check(context) {
    for (const manifest of autoscalers(context.project)) {
      if (isTemplate(manifest.file) || !/^autoscaling\/v2/.test(manifest.apiVersion ?? '')) continue;
      for (const [index, metric] of listAt(manifest.value, ['spec', 'metrics']).entries())
        checkMetric(context, manifest, ['spec', 'metrics', index], metric);
      checkMinimum(context, manifest);
    }
  },
};

const sections: Readonly<Record<string, string>> = {
  Pods: 'pods',
  Object: 'object',
  External: 'external',
  Resource: 'resource',
  ContainerResource: 'containerResource',
};
const valueKeys: Readonly<Record<string, string>> = {
  Utilization: 'averageUtilization',
  AverageValue: 'averageValue',
  Value: 'value',
};

function checkMetric(context: RuleContext, manifest: Manifest, at: Path, metric: unknown): void {
  const type = String(valueAt(metric, ['type']));
  const section = Object.hasOwn(sections, type) ? sections[type]! : undefined;
  const target = section && valueAt(metric, [section, 'target']);
  if (!section || !isMapping(target)) return;
  const tell = (key: string, message: string, isError = false): void => {
    const range = manifest.rangeOf([...at, section, 'target', key]);
    if (range) context.report(manifest.file, range, message, isError ? { severity: 'error' } : {});
  };
  const kind = String(target.type);
  const wanted = Object.hasOwn(valueKeys, kind) ? valueKeys[kind]! : undefined;
  const other = Object.values(valueKeys).find((key) => key in target && key !== wanted);
  if (type === 'Pods' && wanted && kind !== 'AverageValue') {
    tell('type', 'Metrics of pods take an `AverageValue` alone: the API server refuses this.', true);
    return;
  }
  if (wanted && target[wanted] === undefined && other) {
    tell(other, `A target of type \`${kind}\` needs \`${wanted}\`: the API server refuses this.`, true);
    return;
  }
  const name = String(valueAt(metric, [section, 'metric', 'name']) ?? '');
  const value = wanted === undefined ? undefined : quantity(target[wanted]);
  if ((type === 'Object' || type === 'External') && kind === 'Value' && queues.test(name))
    tell(
      'type',
      'All that waits, against one value, is multiplied by the replicas at every step: take `AverageValue`.',
    );
  if (value === undefined) return;
  if (shares.test(name) && value > 1 && kind !== 'Utilization')
    tell(wanted!, `\`${name}\` goes from 0 to 1 and never passes ${value}; 0.8 is written \`800m\`.`);
  const slots = /num_requests_running$/.test(name) ? slotsOf(context, manifest) : undefined;
  if (slots !== undefined && value >= slots && kind === 'AverageValue')
    tell(wanted!, `A replica runs ${slots} requests at once at most: it never passes ${value}.`);
}

const queues = /(num_requests_waiting|num_queue_reqs|tgi_queue_size|pending_request_count)$/;
const shares = /(kv_cache_usage_perc|gpu_cache_usage_perc|token_usage|kv_cache_utilization)$/;

/** A quantity as a number: `5`, `"5"`, `500m`. */
function quantity(value: unknown): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(String(value));
  return match ? Number(match[1]) / (match[2] === 'm' ? 1000 : 1) : undefined;
}

/** The sequences that the scaled server runs at once, where it is told. */
function slotsOf({ project, options }: RuleContext, { value }: Manifest): number | undefined {
  const [kind, name] = ['kind', 'name'].map((key) => valueAt(value, ['spec', 'scaleTargetRef', key]));
  const server = podServers(project, options).find(
    ({ manifest }) => manifest.kind === kind && manifest.name === name,
  );
  return server?.run && traced(server.run.settings, limit, 'max-num-seqs', 'max-running-requests')?.value;
}

/** `HPAScaleToZero` is off unless a cluster turns it on, and wants a metric of something else than pods. */
function checkMinimum({ report }: RuleContext, manifest: Manifest): void {
  if (valueAt(manifest.value, ['spec', 'minReplicas']) !== 0) return;
  const range = manifest.rangeOf(['spec', 'minReplicas']);
  if (range)
    report(
      manifest.file,
      range,
      'The API server refuses 0 replicas unless the feature gate HPAScaleToZero is on; KEDA scales to zero by itself.',
    );
}
