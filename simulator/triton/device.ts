import type { EventQueue } from './event-queue.ts';
import type { Instance } from './instance.ts';

/** What a finish event is called in the queue of events. */
export const finishEvent = 0;

/**
 * A GPU, or the CPUs, that instances share. How long an execution takes depends on how many others run beside it:
 * its progress is rated anew whenever one starts or ends there, as a share of its whole time under the load of the
 * moment (processor sharing).
 */
export class Device {
  private readonly running: Instance[] = [];
  /** Some instance here is slowed down by another. */
  private contended = false;
  /** Instances that live here, of all models. */
  count = 0;

  constructor(
    readonly name: string,
    /** Triton's device number, which resources of the rate limiter are counted by. */
    readonly id: number,
    private readonly events: EventQueue,
  ) {}

  /** One more instance lives here. */
  register(): void {
    this.contended = ++this.count > 1;
  }

  start(instance: Instance, now: number): void {
    instance.startedAt = now;
    instance.left = 1;
    instance.updatedAt = now;
    if (!this.contended) {
      instance.pace = instance.latency.seconds(instance.payload!.size, 1);
      this.schedule(instance);
      return;
    }
    this.progress(now);
    this.running.push(instance);
    this.rate();
  }

  finish(instance: Instance, now: number): void {
    instance.finishOrder = -1;
    if (!this.contended) return;
    this.progress(now);
    this.running.splice(this.running.indexOf(instance), 1);
    this.rate();
  }

  private progress(now: number): void {
    for (const instance of this.running) {
      instance.left = Math.max(0, instance.left - (now - instance.updatedAt) / instance.pace);
      instance.updatedAt = now;
    }
  }

  private rate(): void {
    const beside = this.running.length;
    for (const instance of this.running) {
      const pace = instance.latency.seconds(instance.payload!.size, beside);
      if (pace === instance.pace && instance.finishOrder >= 0) continue;
      instance.pace = pace;
      this.schedule(instance);
    }
  }

  private schedule(instance: Instance): void {
    instance.finishOrder = this.events.nextOrder;
    this.events.push(instance.updatedAt + instance.left * instance.pace, finishEvent, instance.index);
  }
}
