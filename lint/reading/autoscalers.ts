import type { Manifest, Project } from '../../deployment/project.ts';
import type { Range } from '../../grammar/text.ts';

/** A metric that a HorizontalPodAutoscaler scales on. */
export interface ScalingMetric {
  readonly manifest: Manifest;
  readonly type: 'Pods' | 'Object' | 'External';
  readonly name: string;
  readonly range: Range;
}

const places = { Pods: 'pods', Object: 'object', External: 'external' } as const;

/** The custom metrics of every HorizontalPodAutoscaler; CPU and memory are not among them. */
export function scalingMetrics(project: Project): ScalingMetric[] {
  return autoscalers(project).flatMap((manifest) => {
    const metrics = at(manifest.value, ['spec', 'metrics']);
    if (!Array.isArray(metrics)) return [];
    return metrics.flatMap((metric: unknown, index) => {
      const type = at(metric, ['type']);
      if (type !== 'Pods' && type !== 'Object' && type !== 'External') return [];
      const name = at(metric, [places[type], 'metric', 'name']);
      const range = manifest.rangeOf(['spec', 'metrics', index, places[type], 'metric', 'name']);
      return typeof name === 'string' && range ? [{ manifest, type, name, range }] : [];
    });
  });
}

export const autoscalers = (project: Project): Manifest[] =>
  project.manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler');

function at(value: unknown, path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<string, unknown>)[key];
  }
  return here;
}
