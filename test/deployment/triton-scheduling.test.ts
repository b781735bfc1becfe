import { describe, expect, it } from 'vitest';
import { readScheduling } from '../../deployment/readers/triton-scheduling.ts';
import type { ModelScheduling } from '../../deployment/triton-scheduling.ts';

const around = { name: 'folder', gpus: 1, autoComplete: true };
const read = (text: string, of = around) => readScheduling(text, of);
const model = (text: string, of = around): ModelScheduling => {
  const { model: found, problems } = read(text, of);
  expect(problems).toEqual([]);
  return found!;
};

describe('what a config.pbtxt says of scheduling', () => {
  it('with what Triton fills in: the largest batch is preferred, one instance on each GPU', () => {
    expect(model('max_batch_size: 8 dynamic_batching { }')).toMatchObject({
      name: 'folder',
      maxBatchSize: 8,
      scheduling: { kind: 'dynamic', preferredBatchSizes: [8], maxQueueDelay: 0, priorityLevels: 0 },
      groups: [{ name: 'folder', kind: 'gpu', count: 1, gpus: [0] }],
    });
  });

  it('in full, for the dynamic batcher', () => {
    const { scheduling } = model(`max_batch_size: 16 dynamic_batching {
      preferred_batch_size: [ 4, 8 ] max_queue_delay_microseconds: 500 preserve_ordering: true
      priority_levels: 3 default_priority_level: 2
      default_queue_policy { timeout_action: DELAY default_timeout_microseconds: 1000 allow_timeout_override: true max_queue_size: 7 }
      priority_queue_policy { key: 1 value { max_queue_size: 9 } }
    }`);
    expect(scheduling).toEqual({
      kind: 'dynamic',
      preferredBatchSizes: [4, 8],
      maxQueueDelay: 0.0005,
      preserveOrdering: true,
      priorityLevels: 3,
      defaultPriorityLevel: 2,
      defaultPolicy: {
        timeoutAction: 'delay',
        defaultTimeout: 0.001,
        allowTimeoutOverride: true,
        maxQueueSize: 7,
      },
      policies: new Map([
        [1, { timeoutAction: 'reject', defaultTimeout: 0, allowTimeoutOverride: false, maxQueueSize: 9 }],
      ]),
    });
  });

  it('for sequences: direct where no strategy is set, one second idle', () => {
    expect(model('max_batch_size: 4 sequence_batching { }').scheduling).toEqual({
      kind: 'sequence',
      strategy: { kind: 'direct', maxQueueDelay: 0, minimumSlotUtilization: 0 },
      maxIdle: 1,
      iterative: false,
    });
    expect(
      model(
        'max_batch_size: 4 sequence_batching { oldest { max_candidate_sequences: 9 } max_sequence_idle_microseconds: 5000000 iterative_sequence: true }',
      ).scheduling,
    ).toEqual({
      kind: 'sequence',
      strategy: {
        kind: 'oldest',
        maxCandidateSequences: 9,
        preferredBatchSizes: [4],
        maxQueueDelay: 0,
        preserveOrdering: false,
      },
      maxIdle: 5,
      iterative: true,
    });
  });

  it('of instances: count on each of the GPUs, two on the CPU for ONNX Runtime, none where passive', () => {
    const { groups } = model(`backend: "onnxruntime" max_batch_size: 1
      instance_group { kind: KIND_GPU count: 2 gpus: [ 1, 3 ] rate_limiter { priority: 2 resources { name: "R" global: true count: 4 } } }
      instance_group { kind: KIND_CPU }
      instance_group { name: "spare" passive: true }`);
    expect(groups).toEqual([
      {
        name: 'folder_0',
        kind: 'gpu',
        count: 2,
        gpus: [1, 3],
        rateLimiter: { priority: 2, resources: [{ name: 'R', global: true, count: 4 }] },
      },
      { name: 'folder_1', kind: 'cpu', count: 2, gpus: [] },
    ]);
  });

  it('of shapes: compared where a size is left open and ragged batching is off', () => {
    const compared = (input: string) => model(`input { name: "a" ${input} }`).comparesShapes;
    expect(compared('dims: [ 3, 4 ]')).toBe(false);
    expect(compared('dims: [ 3, -1 ]')).toBe(true);
    expect(compared('dims: [ -1 ] allow_ragged_batch: true')).toBe(false);
    expect(compared('dims: [ 1 ] is_shape_tensor: true')).toBe(true);
  });

  it('on all GPUs where none is named, and says so', () => {
    const { model: found, assumptions } = read('instance_group { kind: KIND_GPU }', { ...around, gpus: 4 });
    expect(found!.groups[0]!.gpus).toEqual([0, 1, 2, 3]);
    expect(assumptions).toEqual(['instance_group folder_0 names no gpus: 4 GPUs']);
  });

  it("with the dynamic batcher that Triton's auto-complete adds, and without", () => {
    const text = 'backend: "onnxruntime" max_batch_size: 8';
    expect(model(text).scheduling.kind).toBe('dynamic');
    expect(read(text).assumptions[0]).toContain('adds dynamic_batching');
    expect(model(text, { ...around, autoComplete: false }).scheduling.kind).toBe('default');
    expect(model('backend: "python" max_batch_size: 8').scheduling.kind).toBe('default');
  });
});

describe('what cannot be simulated', () => {
  it.each([
    ['max_batch_size: 4\ndynamic_batching {\n  preferred_batch_size: [ 8 ]\n}', 3, 'preferred_batch_size 8'],
    ['max_batch_size: 4\ndynamic_batching { priority_levels: 2 }', 2, 'default_priority_level 0'],
    [
      'max_batch_size: 4\nsequence_batching { oldest { preferred_batch_size: 8 } }',
      2,
      'preferred_batch_size 8',
    ],
    ['platform: "ensemble"\nensemble_scheduling { step { model_name: "a" } }', 2, 'is an ensemble'],
    ['\ninstance_group { passive: true }', 2, 'no instance'],
    ['max_batch_sise: 4', 1, 'max_batch_sise'],
  ])('%j is refused with its line', (text, line, message) => {
    const { model: found, problems } = read(text);
    expect(found).toBeUndefined();
    expect(problems[0]!.line).toBe(line);
    expect(problems[0]!.message).toContain(message);
  });
});
