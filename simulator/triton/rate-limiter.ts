import { Fifo } from './fifo.ts';
import type { Instance } from './instance.ts';
import type { Payload } from './payload.ts';
import type { ServedModel } from './served-model.ts';

/** What the server offers of each resource, as `--rate-limit-resource`; without a device it holds for each of them. */
export interface ResourceLimit {
  readonly name: string;
  readonly count: number;
  readonly device?: number;
}

const globalDevice = -2;

/**
 * Which instance may execute next across models, as `RateLimiter` under `--rate-limit=execution_count`
 * (triton-inference-server/core, src/rate_limiter.cc): a payload is given to an available instance, the instance is
 * staged, and the staged one with the least executions times priority runs once its resources are free. Only the
 * first of those staged is tried, so that a large need holds up smaller ones behind it, as there.
 *
 * Equal figures go by the order in which the instances were made; Triton leaves that open.
 */
export class RateLimiter {
  private readonly waiting = new Map<ServedModel, Fifo<Payload>>();
  private readonly waitingFor = new Map<Instance, Fifo<Payload>>();
  private readonly staged: Instance[] = [];
  private readonly allocated = new Map<string, number>();
  private readonly limits = new Map<string, number>();

  constructor(
    models: readonly ServedModel[],
    explicit: readonly ResourceLimit[],
    private readonly deliver: (payload: Payload, instance: Instance) => void,
  ) {
    for (const model of models) {
      this.waiting.set(model, new Fifo());
      for (const instance of model.instances) {
        this.waitingFor.set(instance, new Fifo());
        for (const need of needsOf(instance))
          this.limits.set(need.key, Math.max(need.count, this.limits.get(need.key) ?? 0));
      }
    }
    if (explicit.length > 0) this.limitBy(explicit);
  }

  enqueue(payload: Payload, model: ServedModel): void {
    const { instance } = payload;
    if (instance) this.waitingFor.get(instance)!.push(payload);
    else this.waiting.get(model)!.push(payload);
    this.stage(model, instance);
  }

  /** The instance has executed what it was allocated for. */
  release(instance: Instance): void {
    instance.executionCount++;
    instance.state = 'available';
    for (const { key, count } of needsOf(instance)) this.allocated.set(key, this.allocated.get(key)! - count);
    const { model } = instance;
    if (this.waiting.get(model)!.length > 0 || this.waitingFor.get(instance)!.length > 0)
      this.stage(model, instance);
    this.allocate();
  }

  /** As `StageInstanceIfAvailable`: hands waiting payloads to available instances, the least used first. */
  private stage(model: ServedModel, only: Instance | undefined): void {
    const candidates = (only ? [only] : [...model.instances])
      .filter((instance) => instance.state === 'available')
      .sort(byUse);
    for (const instance of candidates) {
      const payload = this.waitingFor.get(instance)!.shift() ?? this.waiting.get(model)!.shift();
      if (!payload) continue;
      instance.state = 'staged';
      instance.staged = payload;
      this.staged.push(instance);
      this.allocate();
    }
  }

  /** As `AttemptAllocation`: tries the first of the staged instances, and no other. */
  private allocate(): void {
    const first = this.staged.reduce<Instance | undefined>(
      (best, each) => (best === undefined || byUse(each, best) < 0 ? each : best),
      undefined,
    );
    if (!first) return;
    const needs = needsOf(first);
    const fits = needs.every(
      ({ key, count }) => (this.allocated.get(key) ?? 0) + count <= this.limits.get(key)!,
    );
    if (!fits) return;
    for (const { key, count } of needs) this.allocated.set(key, (this.allocated.get(key) ?? 0) + count);
    this.staged.splice(this.staged.indexOf(first), 1);
    first.state = 'allocated';
    const payload = first.staged!;
    first.staged = undefined;
    this.deliver(payload, first);
  }

  /** As `ParseAndValidateExplicitResources`: where limits are given, a resource that is not among them has none. */
  private limitBy(explicit: readonly ResourceLimit[]): void {
    for (const key of this.limits.keys()) {
      const [device, ...rest] = key.split(' ');
      const name = rest.join(' ');
      const counts = explicit
        .filter((limit) => limit.name === name)
        .filter(
          (limit) =>
            Number(device) === globalDevice || limit.device === undefined || limit.device === Number(device),
        )
        .map((limit) => limit.count);
      const count = Math.max(0, ...counts);
      if (count < this.limits.get(key)!)
        throw new RangeError(
          `resource ${name} is limited to ${count}, and an instance needs ${this.limits.get(key)}`,
        );
      this.limits.set(key, count);
    }
  }
}

/** `ScaledPriority`: executions so far times the priority, of which 0 counts as 1. */
const scaledPriority = (instance: Instance): number =>
  instance.executionCount * Math.max(1, instance.needs?.priority ?? 0);

const byUse = (left: Instance, right: Instance): number =>
  scaledPriority(left) - scaledPriority(right) || left.index - right.index;

const needsOf = (instance: Instance): { key: string; count: number }[] =>
  (instance.needs?.resources ?? []).map(({ name, global, count }) => ({
    key: `${global ? globalDevice : instance.device.id} ${name}`,
    count,
  }));
