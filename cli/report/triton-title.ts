import type { InstanceGroup, ModelScheduling, Scheduling } from '../../deployment/triton-scheduling.ts';
import type { ServedSetting, Share, TritonArrivals } from '../../simulator/triton/index.ts';
import type { Colors } from '../output.ts';
import { count, duration, percent, significant } from './words.ts';

/** `resnet50, at most 8 in a batch: dynamic batching, preferred 4 and 8, delay 500 µs; 2 instances on GPU 0` */
export function schedulingText({ name, maxBatchSize, scheduling, groups }: ModelScheduling): string {
  const size = maxBatchSize > 0 ? `at most ${maxBatchSize} in a batch` : 'without a batch dimension';
  return `${name}, ${size}: ${batcherText(scheduling)}; ${groups.map(groupText).join(', ')}`;
}

function batcherText(scheduling: Scheduling): string {
  switch (scheduling.kind) {
    case 'default':
      return 'no batcher, each request alone';
    case 'dynamic':
      return [
        `dynamic batching, preferred ${scheduling.preferredBatchSizes.join(', ') || 'none'}`,
        delayText(scheduling.maxQueueDelay),
        ...(scheduling.preserveOrdering ? ['answers in order'] : []),
        ...(scheduling.priorityLevels > 0 ? [`${scheduling.priorityLevels} priority levels`] : []),
      ].join(', ');
    case 'sequence': {
      const { strategy, iterative } = scheduling;
      const own =
        strategy.kind === 'direct'
          ? `minimum utilization ${percent(strategy.minimumSlotUtilization)}`
          : `${strategy.maxCandidateSequences || 'max_batch_size'} candidates, preferred ${strategy.preferredBatchSizes.join(', ')}`;
      return `${iterative ? 'iterative ' : ''}sequences ${strategy.kind}, ${own}, ${delayText(strategy.maxQueueDelay)}`;
    }
  }
}

const delayText = (seconds: number): string => (seconds > 0 ? `delay ${duration(seconds)}` : 'no delay');

function groupText({ kind, count: copies, gpus }: InstanceGroup): string {
  const number = `${copies} ${copies === 1 ? 'instance' : 'instances'}`;
  if (kind === 'cpu') return `${number} on the CPU`;
  if (kind === 'model') return `${number} on devices of the model's choice`;
  return gpus.length === 1 ? `${number} on GPU ${gpus[0]}` : `${number} on each of GPUs ${gpus.join(', ')}`;
}

/** The load in a line. */
export function tritonWorkloadText({ workload, scheduling }: ServedSetting, colors: Colors): string {
  const { arrivals, batch, priorities, sequenceLength, timeout, clientTimeout } = workload;
  const isSequence = scheduling.scheduling.kind === 'sequence';
  const [low, high] = sequenceLength;
  const many = arrivals.kind === 'trace' ? arrivals.requests.length : workload.requests;
  const range = low === high ? String(low) : `${low}–${high}`;
  const what = !isSequence
    ? 'requests'
    : scheduling.scheduling.kind === 'sequence' && scheduling.scheduling.iterative
      ? `requests of ${range} executions`
      : `sequences of ${range} requests`;
  const text = [
    `${count(many)} ${arrivals.kind === 'trace' ? 'requests of a trace' : what}${arrivalText(arrivals)}`,
    ...(isSequence || isOne(batch) ? [] : [`${sharesText(batch)} inferences each`]),
    ...(priorities.length > 1 ? [`priorities ${sharesText(priorities)}`] : []),
    ...(timeout === undefined ? [] : [`time-out ${duration(timeout)}`]),
    ...(clientTimeout === undefined ? [] : [`clients give up after ${duration(clientTimeout)}`]),
    ...(arrivals.kind === 'trace' ? [] : [`seed ${workload.seed}`]),
  ];
  return `${colors.bold('Workload')} ${text.join('; ')}`;
}

function arrivalText(of: TritonArrivals): string {
  switch (of.kind) {
    case 'poisson':
      return `, Poisson, ${significant(of.rate)} a second`;
    case 'gamma':
      return `, gamma gaps (CV ${significant(of.cv)}), ${significant(of.rate)} a second`;
    case 'ramp':
      return `, Poisson, from ${significant(of.from)} to ${significant(of.to)} a second`;
    case 'closed':
      return `, ${count(of.concurrency)} clients with one under way each`;
    case 'offline':
      return ', all at once';
    case 'trace':
      return '';
  }
}

const isOne = (shares: readonly Share[]): boolean => shares.length === 1 && shares[0]!.value === 1;

function sharesText(shares: readonly Share[]): string {
  if (shares.length === 1) return String(shares[0]!.value);
  const total = shares.reduce((sum, { share }) => sum + share, 0);
  return shares.map(({ value, share }) => `${value} (${percent(share / total)})`).join(', ');
}
