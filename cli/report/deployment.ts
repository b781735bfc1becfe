import type { Gpu, ModelArchitecture } from '../../catalog/types.ts';
import type { Deployment } from '../../deployment/deployment.ts';
import type { Traced } from '../../deployment/traced.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { Colors } from '../output.ts';
import { describeOrigin } from './origin.ts';
import { count, duration, padEnd } from './words.ts';

/** The leaves of a Deployment in the order in which a person asks for them. */
const leaves: readonly {
  readonly label: string;
  readonly of: (deployment: Deployment) => Traced<unknown> | undefined;
  readonly say?: (value: never) => string;
}[] = [
  { label: 'engine', of: (d) => d.engine.name },
  { label: 'engine version', of: (d) => d.engine.version },
  { label: 'model', of: (d) => d.model.name },
  {
    label: 'architecture',
    of: (d) => d.model.architecture,
    say: (model: ModelArchitecture) => `${model.name}, ${(model.parameters / 1e9).toFixed(2)} B parameters`,
  },
  { label: 'GPU', of: (d) => d.gpu.model, say: (gpu: Gpu) => gpu.name },
  { label: 'GPUs', of: (d) => d.gpu.count },
  { label: 'weights', of: (d) => d.precision.weights },
  { label: 'activations', of: (d) => d.precision.activations },
  { label: 'KV cache', of: (d) => d.precision.kvCache },
  { label: 'tensor parallel', of: (d) => d.parallelism.tensor },
  { label: 'pipeline parallel', of: (d) => d.parallelism.pipeline },
  { label: 'data parallel', of: (d) => d.parallelism.data },
  { label: 'expert parallel', of: (d) => d.parallelism.expert },
  { label: 'max batch size', of: (d) => d.limits.maxBatchSize },
  { label: 'max num tokens', of: (d) => d.limits.maxNumTokens },
  { label: 'max sequence length', of: (d) => d.limits.maxSeqLen },
  { label: 'max input length', of: (d) => d.limits.maxInputLen },
  { label: 'max beam width', of: (d) => d.limits.maxBeamWidth },
  { label: 'KV memory fraction', of: (d) => d.kvCache.memoryFraction },
  { label: 'KV max tokens', of: (d) => d.kvCache.maxTokens },
  { label: 'KV block tokens', of: (d) => d.kvCache.blockTokens },
  { label: 'prefix reuse', of: (d) => d.kvCache.reuse },
  { label: 'batching', of: (d) => d.batching.kind },
  { label: 'capacity policy', of: (d) => d.batching.policy },
  { label: 'chunked prefill', of: (d) => d.batching.chunkedPrefill },
  {
    label: 'max queue delay',
    of: (d) => d.batching.maxQueueDelay,
    say: (seconds: number) => duration(seconds),
  },
  { label: 'preferred batch sizes', of: (d) => d.batching.preferredBatchSizes },
  { label: 'max queue size', of: (d) => d.batching.maxQueueSize },
  { label: 'instances', of: (d) => d.instances },
  { label: 'replicas', of: (d) => d.replicas },
  { label: 'autoscaling metric', of: (d) => d.autoscaling?.metric },
  { label: 'routing', of: (d) => d.routing },
];

/** Each known value with its origin; what is unknown is listed at the end, since it is never guessed. */
export function describeDeployment(
  deployment: Deployment,
  files: ReadonlyMap<string, SourceFile>,
  colors: Colors,
): string {
  const rows: [string, string, string][] = [];
  const unknown: string[] = [];
  for (const { label, of, say } of leaves) {
    const leaf = of(deployment);
    if (!leaf) {
      if (essential.has(label)) unknown.push(label);
      continue;
    }
    rows.push([
      label,
      say ? say(leaf.value as never) : valueText(leaf.value),
      describeOrigin(leaf.origin, files),
    ]);
  }
  if (deployment.ensemble)
    rows.push([
      'ensemble',
      deployment.ensemble.steps.map((step) => step.value).join(' → '),
      describeOrigin(deployment.ensemble.steps[0]!.origin, files),
    ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map(
    ([label, value, origin]) =>
      `  ${colors.dim(padEnd(label, widths[0]!))}  ${padEnd(value, widths[1]!)}  ${colors.dim(origin)}`,
  );
  const missing = unknown.length > 0 ? [`  ${colors.yellow('unknown')}  ${unknown.join(', ')}`] : [];
  const title = `${colors.bold(deployment.name)}${deployment.path ? `  ${colors.dim(deployment.path)}` : ''}`;
  return [title, ...lines, ...missing].join('\n');
}

/** Without these there is no prediction, so that their absence is worth a line. */
const essential: ReadonlySet<string> = new Set([
  'architecture',
  'GPU',
  'weights',
  'max batch size',
  'engine version',
]);

function valueText(value: unknown): string {
  if (typeof value === 'number') return Number.isInteger(value) ? count(value) : String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.join(', ') : String(value);
}
