import { tritonRoot, tritonSchema } from '../../catalog/triton-schema.ts';
import { type JsonValue, readMessage } from '../../grammar/textproto/index.ts';
import {
  type InstanceGroup,
  type ModelScheduling,
  noPolicy,
  type QueuePolicy,
  type Scheduling,
} from '../triton-scheduling.ts';

/** Why Triton would not load the model, or why it cannot be simulated. */
export interface SchedulingProblem {
  /** 1-based, where the text itself is at fault. */
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
  readonly hint?: string;
}

export interface SchedulingResult {
  /** Absent where there are problems. */
  readonly model?: ModelScheduling;
  /** What Triton or the reader filled in, in words. */
  readonly assumptions: readonly string[];
  readonly problems: readonly SchedulingProblem[];
}

export interface SchedulingSurroundings {
  /** The folder's name, where the file names no model. */
  readonly name: string;
  /** GPUs that the server sees. */
  readonly gpus: number;
  /** Triton's own completion of configurations is on. */
  readonly autoComplete: boolean;
}

type Message = { readonly [name: string]: JsonValue };

const micro = 1e-6;
/** `max_sequence_idle_microseconds` that Triton fills in. */
const defaultIdle = 1;

/** What one `config.pbtxt` says of batching and instances, with what Triton fills in. */
export function readScheduling(text: string, around: SchedulingSurroundings): SchedulingResult {
  const { value, errors } = readMessage(text, tritonSchema, tritonRoot);
  if (errors.length > 0) return { assumptions: [], problems: errors };
  const assumptions: string[] = [];
  const problems: SchedulingProblem[] = [];
  const name = typeof value.name === 'string' && value.name !== '' ? value.name : around.name;
  const maxBatchSize = integer(value.max_batch_size);
  if (value.ensemble_scheduling !== undefined || value.platform === 'ensemble')
    problems.push({
      message: `${name} is an ensemble, and schedules nothing itself`,
      hint: 'simulate the models of its steps, each with its own latency table',
    });
  if (maxBatchSize < 0)
    problems.push({ message: `max_batch_size is ${maxBatchSize}`, hint: 'it is 0 or more' });
  const scheduling = readBatcher(value, Math.max(0, maxBatchSize), around, assumptions);
  problems.push(...check(scheduling, maxBatchSize));
  const groups = readGroups(value, name, around, assumptions);
  if (groups.length === 0)
    problems.push({
      message: `${name} has no instance that takes requests`,
      hint: 'every instance_group is passive',
    });
  return problems.length > 0
    ? { assumptions, problems }
    : { model: { name, maxBatchSize, scheduling, groups }, assumptions, problems };
}

function readBatcher(
  config: Message,
  maxBatchSize: number,
  around: SchedulingSurroundings,
  assumptions: string[],
): Scheduling {
  const dynamic = message(config.dynamic_batching);
  const sequence = message(config.sequence_batching);
  if (sequence) return readSequence(sequence, maxBatchSize);
  if (dynamic) return readDynamic(dynamic, maxBatchSize);
  const backend = backendOf(config);
  if (around.autoComplete && maxBatchSize > 1 && completing.has(backend)) {
    assumptions.push(
      `no scheduler is set, so the ${backend} backend adds dynamic_batching { } (Triton's auto-complete; --no-auto-complete turns that off)`,
    );
    return readDynamic({}, maxBatchSize);
  }
  return { kind: 'default' };
}

/** Backends that add the dynamic batcher where no scheduler is set and batches are possible. */
const completing: ReadonlySet<string> = new Set(['onnxruntime', 'tensorrt', 'openvino']);
const platforms: Readonly<Record<string, string>> = {
  tensorrt_plan: 'tensorrt',
  onnxruntime_onnx: 'onnxruntime',
};

function backendOf(config: Message): string {
  if (typeof config.backend === 'string' && config.backend !== '') return config.backend;
  return platforms[String(config.platform ?? '')] ?? '';
}

function readDynamic(block: Message, maxBatchSize: number): Scheduling {
  const policies = new Map<number, QueuePolicy>();
  for (const [level, of] of Object.entries(message(block.priority_queue_policy) ?? {}))
    policies.set(Number(level), policyOf(message(of)));
  return {
    kind: 'dynamic',
    preferredBatchSizes: preferred(block, maxBatchSize),
    maxQueueDelay: integer(block.max_queue_delay_microseconds) * micro,
    preserveOrdering: block.preserve_ordering === true,
    priorityLevels: integer(block.priority_levels),
    defaultPriorityLevel: integer(block.default_priority_level),
    defaultPolicy: policyOf(message(block.default_queue_policy)),
    policies,
  };
}

function policyOf(policy: Message | undefined): QueuePolicy {
  if (!policy) return noPolicy;
  return {
    timeoutAction: policy.timeout_action === 'DELAY' || policy.timeout_action === 1 ? 'delay' : 'reject',
    defaultTimeout: integer(policy.default_timeout_microseconds) * micro,
    allowTimeoutOverride: policy.allow_timeout_override === true,
    maxQueueSize: integer(policy.max_queue_size),
  };
}

function readSequence(block: Message, maxBatchSize: number): Scheduling {
  const oldest = message(block.oldest);
  const direct = message(block.direct) ?? {};
  const idle = integer(block.max_sequence_idle_microseconds) * micro;
  return {
    kind: 'sequence',
    strategy: oldest
      ? {
          kind: 'oldest',
          maxCandidateSequences: integer(oldest.max_candidate_sequences),
          preferredBatchSizes: preferred(oldest, maxBatchSize),
          maxQueueDelay: integer(oldest.max_queue_delay_microseconds) * micro,
          preserveOrdering: oldest.preserve_ordering === true,
        }
      : {
          kind: 'direct',
          maxQueueDelay: integer(direct.max_queue_delay_microseconds) * micro,
          minimumSlotUtilization: Number(direct.minimum_slot_utilization ?? 0),
        },
    maxIdle: idle > 0 ? idle : defaultIdle,
    iterative: block.iterative_sequence === true,
  };
}

/** Without any, the largest batch is the preferred one (`NormalizeModelConfig`). */
function preferred(block: Message, maxBatchSize: number): number[] {
  const sizes = list(block.preferred_batch_size).map(integer);
  if (sizes.length > 0) return sizes;
  return maxBatchSize > 0 ? [maxBatchSize] : [];
}

/** The checks of `ValidateModelConfig` that a simulation would stumble over. */
function check(scheduling: Scheduling, maxBatchSize: number): SchedulingProblem[] {
  const problems: SchedulingProblem[] = [];
  const strategy =
    scheduling.kind === 'dynamic'
      ? scheduling
      : scheduling.kind === 'sequence' && scheduling.strategy.kind === 'oldest'
        ? scheduling.strategy
        : undefined;
  for (const size of strategy?.preferredBatchSizes ?? [])
    if (size < 1 || size > Math.max(1, maxBatchSize))
      problems.push({
        message: `preferred_batch_size ${size} is not between 1 and max_batch_size ${maxBatchSize}`,
        hint: 'Triton does not load such a model',
      });
  if (scheduling.kind === 'sequence' && scheduling.strategy.kind === 'direct') {
    const share = scheduling.strategy.minimumSlotUtilization;
    if (!(share >= 0 && share <= 1))
      problems.push({ message: `minimum_slot_utilization is ${share}`, hint: 'it is a share from 0 to 1' });
  }
  if (scheduling.kind === 'dynamic' && scheduling.priorityLevels > 0) {
    const { priorityLevels, defaultPriorityLevel, policies } = scheduling;
    if (defaultPriorityLevel < 1 || defaultPriorityLevel > priorityLevels)
      problems.push({
        message: `default_priority_level ${defaultPriorityLevel} is not between 1 and priority_levels ${priorityLevels}`,
        hint: 'Triton does not load such a model',
      });
    for (const level of policies.keys())
      if (level < 1 || level > priorityLevels)
        problems.push({
          message: `priority_queue_policy names level ${level} of ${priorityLevels}`,
          hint: 'Triton does not load such a model',
        });
  }
  return problems;
}

function readGroups(
  config: Message,
  model: string,
  around: SchedulingSurroundings,
  assumptions: string[],
): InstanceGroup[] {
  const written = list(config.instance_group).map((group) => message(group)!);
  const blocks: readonly Message[] = written.length > 0 ? written : [{}];
  if (written.length === 0)
    assumptions.push(`no instance_group is set: one instance on ${gpuWords(around.gpus)}`);
  return blocks.flatMap((block, index) => {
    if (block.passive === true) return [];
    const named = typeof block.name === 'string' && block.name !== '' ? block.name : `${model}_${index}`;
    const group = groupOf(block, named, config, around);
    if (written.length > 0 && group.kind === 'gpu' && list(block.gpus).length === 0)
      assumptions.push(`instance_group ${named} names no gpus: ${gpuWords(around.gpus)}`);
    return [group];
  });
}

const gpuWords = (gpus: number): string =>
  gpus === 1 ? 'one GPU (--gpus says how many there are)' : `${gpus} GPUs`;

function groupOf(
  group: Message,
  name: string,
  config: Message,
  around: SchedulingSurroundings,
): InstanceGroup {
  const kind = kindOf(group);
  const count = integer(group.count);
  const gpus = list(group.gpus).map(integer);
  const needs = message(group.rate_limiter);
  return {
    name,
    kind,
    count: count >= 1 ? count : defaultCount(kind, config),
    gpus: kind !== 'gpu' ? [] : gpus.length > 0 ? gpus : Array.from({ length: around.gpus }, (_, gpu) => gpu),
    ...(needs && {
      rateLimiter: {
        priority: integer(needs.priority),
        resources: list(needs.resources)
          .map((resource) => message(resource)!)
          .map((resource) => ({
            name: String(resource.name ?? ''),
            global: resource.global === true,
            count: integer(resource.count),
          })),
      },
    }),
  };
}

/** KIND_AUTO is a GPU where there is one, as there is here. */
function kindOf(group: Message): InstanceGroup['kind'] {
  if (group.kind === 'KIND_CPU' || group.kind === 2) return 'cpu';
  if (group.kind === 'KIND_MODEL' || group.kind === 3) return 'model';
  return 'gpu';
}

/** `SetDefaultInstanceCount`: two on the CPU for ONNX Runtime and TensorFlow, otherwise one. */
const defaultCount = (kind: InstanceGroup['kind'], config: Message): number =>
  kind === 'cpu' && ['onnxruntime', 'tensorflow'].includes(backendOf(config)) ? 2 : 1;

const integer = (value: JsonValue | undefined): number => Number(value ?? 0);
const list = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);
const message = (value: JsonValue | undefined): Message | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Message) : undefined;
