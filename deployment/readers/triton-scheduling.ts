import { tritonRoot, tritonSchema } from '../../catalog/triton-schema.ts';
import { readMessage } from '../../grammar/textproto/index.ts';
import { type ModelScheduling, noPolicy, type QueuePolicy, type Scheduling } from '../triton-scheduling.ts';
import { backendOf, readGroups } from './triton-instance-groups.ts';
import { integer, list, type Message, message } from './triton-message.ts';
import { checkScheduling, type Fault, placed } from './triton-scheduling-checks.ts';

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

const micro = 1e-6;
/** `max_sequence_idle_microseconds` that Triton fills in. */
const defaultIdle = 1;

/** What one `config.pbtxt` says of batching and instances, with what Triton fills in. */
export function readScheduling(text: string, around: SchedulingSurroundings): SchedulingResult {
  const { value, errors } = readMessage(text, tritonSchema, tritonRoot);
  if (errors.length > 0) return { assumptions: [], problems: errors };
  const assumptions: string[] = [];
  const faults: Fault[] = [];
  const name = typeof value.name === 'string' && value.name !== '' ? value.name : around.name;
  const maxBatchSize = integer(value.max_batch_size);
  if (value.ensemble_scheduling !== undefined || value.platform === 'ensemble')
    faults.push({
      field: ['ensemble_scheduling'],
      message: `${name} is an ensemble, and schedules nothing itself`,
      hint: 'simulate the models of its steps, each with its own latency table',
    });
  if (maxBatchSize < 0)
    faults.push({
      field: ['max_batch_size'],
      message: `max_batch_size is ${maxBatchSize}`,
      hint: 'it is 0 or more',
    });
  const scheduling = readBatcher(value, Math.max(0, maxBatchSize), around, assumptions);
  faults.push(...checkScheduling(scheduling, maxBatchSize));
  const groups = readGroups(value, name, around, assumptions);
  if (groups.length === 0)
    faults.push({
      field: ['instance_group'],
      message: `${name} has no instance that takes requests`,
      hint: 'every instance_group is passive',
    });
  return faults.length > 0
    ? { assumptions, problems: placed(faults, text) }
    : {
        model: { name, maxBatchSize, scheduling, comparesShapes: comparesShapes(value), groups },
        assumptions,
        problems: [],
      };
}

function comparesShapes(config: Message): boolean {
  return list(config.input)
    .map((input) => message(input)!)
    .some(
      (input) =>
        input.is_shape_tensor === true ||
        (input.allow_ragged_batch !== true && list(input.dims).some((size) => integer(size) === -1)),
    );
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
