import type { DynamicBatching } from '../../deployment/triton-scheduling.ts';
import type { Dispatcher } from './dispatcher.ts';
import { DynamicBatcher } from './dynamic-batcher.ts';
import { Payload } from './payload.ts';
import { SequenceScheduler } from './sequence-scheduler.ts';
import type { Scheduler, ServedModel } from './served-model.ts';

/** As `TritonModel::SetConfiguredScheduler` picks it (triton-inference-server/core, src/backend_model.cc). */
export function schedulerOf(server: Dispatcher, model: ServedModel): Scheduler {
  const { scheduling } = model.settings;
  switch (scheduling.kind) {
    case 'dynamic':
      return dynamicScheduler(server, model, scheduling);
    case 'sequence':
      return new SequenceScheduler(server, model, scheduling);
    case 'default':
      return defaultScheduler(server, model);
  }
}

function dynamicScheduler(server: Dispatcher, model: ServedModel, settings: DynamicBatching): Scheduler {
  const batcher = new DynamicBatcher(server, model, undefined, settings);
  return {
    enqueue: (request, now) => batcher.enqueue(request, now),
    executed: () => true,
    beforeNext: () => undefined,
    rejected: () => undefined,
    payloadDone: () => server.wake(batcher),
    get queued() {
      return batcher.queued;
    },
  };
}

/** Without a batcher each request is a payload of its own, and waits in the model's queue for an instance. */
function defaultScheduler(server: Dispatcher, model: ServedModel): Scheduler {
  return {
    enqueue(request, now) {
      server.requests.queued[request] = now;
      const payload = new Payload(undefined, undefined);
      payload.add(request, server.requests);
      payload.state = 'queued';
      server.enqueuePayload(payload, model);
    },
    executed: () => true,
    beforeNext: () => undefined,
    rejected: () => undefined,
    payloadDone: () => undefined,
    get queued() {
      return model.queue.size;
    },
  };
}
