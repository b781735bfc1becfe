import { Device, finishEvent } from './device.ts';
import type { Dispatcher, Thread } from './dispatcher.ts';
import { EventQueue } from './event-queue.ts';
import type { Instance } from './instance.ts';
import type { Load } from './load.ts';
import type { Payload } from './payload.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { Recorder } from './recorder.ts';
import { none, type Rejection, RequestTable } from './request-table.ts';
import type { ResponseOrder } from './response-order.ts';
import type { ServedModel } from './served-model.ts';

const timerEvent = 1;
/** A client of load n sends: the kind is this plus n. */
const clientEvent = 16;
const cancelEvent = 2;

/** One model with what comes to it and what is written down of it. */
export interface Served {
  readonly model: ServedModel;
  readonly load: Load;
  readonly recorder: Recorder;
  /** Seconds after which a client gives up. */
  readonly clientTimeout: number | undefined;
  readonly priorityLevels: number;
  readonly defaultPriorityLevel: number;
}

/**
 * The event loop. Within an instant the events come first, then requests, then the threads that either woke, which
 * take no time. What a client sends at once upon an answer comes after all of that, as it must cross a network.
 *
 * Requests of a trace with the same time come together. Clients that wait for answers do not: however close, one is
 * first, and finds an idle instance. Answers of one batch thus do not come back as one batch, which is what keeps two
 * clients in turn, and not in step, on a real server.
 */
export class Server implements Dispatcher {
  readonly requests = new RequestTable();
  readonly events = new EventQueue();
  readonly instances: Instance[] = [];
  readonly devices = new Map<string, Device>();
  served: readonly Served[] = [];
  limiter: RateLimiter | undefined;
  private now = 0;
  private readonly awake: Thread[] = [];
  private readonly threads: Thread[] = [];
  private readonly threadIds = new Map<Thread, number>();
  /** Insertion numbers of the events at which clients give up, by row. */
  private readonly cancelOrders: number[] = [];

  device(name: string, id: number): Device {
    let device = this.devices.get(name);
    if (!device) {
      device = new Device(name, id, this.events);
      this.devices.set(name, device);
    }
    return device;
  }

  wakeClient(load: number, time: number, client: number): void {
    this.events.push(time, clientEvent + load, client);
  }

  /** @returns the time of the last event */
  run(): number {
    for (const { model } of this.served)
      for (const instance of model.instances) {
        model.waiting++;
        model.idle.push(instance);
      }
    const finite = this.served.map(({ load }) => load).filter((load) => !load.isEndless);
    const isLimited = finite.length < this.served.length;
    for (;;) {
      if (isLimited && finite.every((load) => load.isDone)) return this.now;
      let time = this.events.time;
      for (const { load } of this.served) if (load.next < time) time = load.next;
      if (time === Number.POSITIVE_INFINITY) return this.now;
      this.now = time;
      this.runEvents(time);
      for (const each of this.served) while (each.load.next === time) this.arrive(each, each.load.take());
      this.runThreads();
    }
  }

  enqueuePayload(payload: Payload, model: ServedModel): void {
    model.waiting--;
    if (this.limiter) this.limiter.enqueue(payload, model);
    else this.deliver(payload, model, payload.instance);
  }

  /** Puts a payload into the queue of the model or of one instance; an idle one takes it. */
  deliver(payload: Payload, model: ServedModel, instance: Instance | undefined): void {
    if (!instance) {
      model.queue.push(payload);
      const first = model.idle.shift();
      if (first) this.take(first);
      return;
    }
    instance.queue.push(payload);
    const at = model.idle.indexOf(instance);
    if (at < 0) return;
    model.idle.splice(at, 1);
    this.take(instance);
  }

  reject(request: number, reason: Rejection, now: number): void {
    const served = this.served[this.requests.model[request]!]!;
    const isGone = this.requests.cancelled[request] !== 0;
    served.recorder.rejectedAt(request, reason);
    served.model.scheduler.rejected(request, now);
    if (!isGone) served.load.answered(request, now, true);
    this.release(request);
  }

  private release(request: number): void {
    if (this.cancelOrders.length > 0) this.cancelOrders[request] = -1;
    this.requests.release(request);
  }

  wake(thread: Thread): void {
    if (thread.isAwake) return;
    thread.isAwake = true;
    this.awake.push(thread);
  }

  setTimer(thread: Thread, time: number): void {
    let id = this.threadIds.get(thread);
    if (id === undefined) {
      id = this.threads.push(thread) - 1;
      this.threadIds.set(thread, id);
    }
    thread.timerOrder = this.events.nextOrder;
    this.events.push(time, timerEvent, id);
  }

  /** Those of this instant that were there when it began. */
  private runEvents(time: number): void {
    const { events } = this;
    const limit = events.nextOrder;
    while (events.time === time && events.order < limit) {
      const { kind, subject, order } = events;
      events.pop();
      if (kind === finishEvent) {
        const instance = this.instances[subject]!;
        if (instance.finishOrder === order) this.finish(instance);
      } else if (kind === timerEvent) {
        const thread = this.threads[subject]!;
        if (thread.timerOrder !== order) continue;
        thread.timerOrder = -1;
        this.wake(thread);
      } else if (kind === cancelEvent) this.cancel(subject, order);
      else {
        this.send(this.served[kind - clientEvent]!, subject);
        this.runThreads();
      }
    }
  }

  private runThreads(): void {
    while (this.awake.length > 0) {
      const thread = this.awake.shift()!;
      thread.isAwake = false;
      thread.run(this.now);
    }
  }

  private send(served: Served, client: number): void {
    const request = served.load.send(client, this.now);
    if (request !== none) this.arrive(served, request);
  }

  private arrive(served: Served, request: number): void {
    const { requests, now } = this;
    const { model, priorityLevels } = served;
    // `InferenceRequest::SetPriority`
    const priority = requests.priority[request]!;
    if (priority === 0 || priority > priorityLevels) requests.priority[request] = served.defaultPriorityLevel;
    if (requests.size[request]! > Math.max(1, model.settings.maxBatchSize)) {
      this.reject(request, 'batch-too-large', now);
      return;
    }
    if (served.clientTimeout !== undefined) {
      this.cancelOrders[request] = this.events.nextOrder;
      this.events.push(now + served.clientTimeout, cancelEvent, request);
    }
    model.scheduler.enqueue(request, now);
  }

  /** The client gives up: the server hears of it, and finds out when it next looks at the request. */
  private cancel(request: number, order: number): void {
    if (this.cancelOrders[request] !== order) return;
    const { requests } = this;
    requests.cancelled[request] = 1;
    this.served[requests.model[request]!]!.load.answered(request, this.now, true);
  }

  private take(instance: Instance): void {
    const { now, requests } = this;
    const payload = instance.model.queue.dequeue(now) ?? instance.queue.dequeue(now);
    if (!payload) {
      instance.model.idle.push(instance);
      return;
    }
    payload.instance = instance;
    instance.payload = payload;
    for (const request of payload.requests)
      if (request !== none && Number.isNaN(requests.started[request]!)) requests.started[request] = now;
    instance.latency.note(payload.size);
    instance.device.start(instance, now);
    payload.owner?.payloadTaken();
  }

  private finish(instance: Instance): void {
    const { now, requests } = this;
    const { model } = instance;
    const payload = instance.payload!;
    const served = this.served[model.index]!;
    const seconds = now - instance.startedAt;
    instance.payload = undefined;
    instance.device.finish(instance, now);
    instance.busySeconds += seconds;
    instance.executions++;
    let empty = 0;
    for (const request of payload.requests) {
      if (request === none) {
        empty++;
        continue;
      }
      requests.ended[request] = now;
      requests.computed[request]! += seconds;
      requests.executed[request] = payload.size;
      if (!model.scheduler.executed(request, instance, now)) continue;
      const order = payload.owner?.order;
      if (order) this.answerInOrder(served, order, request);
      else this.answer(served, request);
    }
    served.recorder.executed(payload.size, empty);
    this.limiter?.release(instance);
    model.scheduler.beforeNext(instance, now);
    // The limiter may have put the instance's next payload into its queue already, while it still counts as busy.
    model.waiting++;
    this.take(instance);
    model.scheduler.payloadDone(instance, now);
  }

  private answerInOrder(served: Served, order: ResponseOrder, request: number): void {
    const ready = order.complete(this.requests.place[request]!, request);
    for (let next = ready.shift(); next !== undefined; next = ready.shift()) this.answer(served, next);
  }

  private answer(served: Served, request: number): void {
    const { requests, now } = this;
    if (requests.cancelled[request] !== 0) served.recorder.rejectedAt(request, 'cancelled');
    else {
      served.recorder.answered(request, now);
      served.load.answered(request, now, false);
    }
    this.release(request);
  }
}
