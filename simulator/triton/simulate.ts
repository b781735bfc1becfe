import type { InstanceGroup, ModelScheduling } from '../../deployment/triton-scheduling.ts';
import { Instance } from './instance.ts';
import type { LatencyTable } from './latency-table.ts';
import { Load } from './load.ts';
import type { TritonPrediction } from './prediction.ts';
import { RateLimiter, type ResourceLimit } from './rate-limiter.ts';
import { Recorder } from './recorder.ts';
import { schedulerOf } from './schedulers.ts';
import { mergeDelay, ServedModel } from './served-model.ts';
import { type Served, Server } from './server.ts';
import { predictionOf } from './summary.ts';
import type { TritonWorkload } from './workload.ts';

/** One model on the server, with its load and how long it takes on each kind of device. */
export interface ServedSetting {
  readonly scheduling: ModelScheduling;
  readonly workload: TritonWorkload;
  readonly latency: LatencyTable;
  /** Of KIND_CPU instances; `latency` where absent. */
  readonly cpuLatency?: LatencyTable;
}

export interface TritonOptions {
  /** `--rate-limit=execution_count`, with the resources that `--rate-limit-resource` gives; off where absent. */
  readonly rateLimit?: readonly ResourceLimit[];
  /** Keep a row for each request. */
  readonly keepRequests?: boolean;
}

/**
 * Simulates Triton's schedulers over models of which nothing but the latency of a batch is known. The same settings
 * give the same answer on every machine.
 * @throws RangeError where Triton would not load the models: a preferred size over the largest batch, resources that
 * no limit allows
 */
export function simulateTriton(
  settings: readonly ServedSetting[],
  options: TritonOptions = {},
): TritonPrediction[] {
  const server = new Server();
  const models = settings.map((setting, index) => placeModel(server, setting, index));
  if (options.rateLimit)
    server.limiter = new RateLimiter(models, options.rateLimit, (payload, instance) =>
      server.deliver(payload, instance.model, instance),
    );
  server.served = settings.map(({ workload }, index) => {
    const model = models[index]!;
    const { scheduling } = model.settings;
    const kind = scheduling.kind !== 'sequence' ? 'plain' : scheduling.iterative ? 'iterative' : 'sequence';
    const load = new Load(workload, index, kind, server.requests, (time, client) =>
      server.wakeClient(index, time, client),
    );
    const [low, high] = workload.sequenceLength;
    const expected = kind === 'sequence' ? load.total * ((low + high) / 2) : load.total;
    const levels = scheduling.kind === 'dynamic' ? scheduling : undefined;
    const served: Served = {
      model,
      load,
      recorder: new Recorder(
        server.requests,
        expected,
        options.keepRequests ?? false,
        workload.clientOverhead,
      ),
      clientTimeout: workload.clientTimeout,
      priorityLevels: levels?.priorityLevels ?? 0,
      defaultPriorityLevel: levels?.defaultPriorityLevel ?? 0,
    };
    return served;
  });
  const end = server.run();
  return server.served.map((served, index) => predictionOf(served, settings[index]!, end));
}

/** The model's instances on their devices; a scheduler forms their batches. */
function placeModel(server: Server, setting: ServedSetting, index: number): ServedModel {
  const { scheduling } = setting;
  const model = new ServedModel(scheduling, index);
  for (const group of scheduling.groups) {
    const latency = group.kind === 'cpu' ? (setting.cpuLatency ?? setting.latency) : setting.latency;
    for (const { name, id } of devicesOf(group)) {
      for (let copy = 0; copy < group.count; copy++) {
        const device = server.device(name, id);
        const instance = new Instance(
          model,
          server.instances.length,
          model.instances.length,
          `${group.name}_${model.instances.length}`,
          device,
          latency,
          group.rateLimiter,
          scheduling.maxBatchSize,
          mergeDelay(scheduling),
        );
        device.register();
        model.instances.push(instance);
        server.instances.push(instance);
      }
    }
  }
  model.scheduler = schedulerOf(server, model);
  return model;
}

/** `count` instances run on each GPU of a group, and `count` in all of any other kind. */
function devicesOf(group: InstanceGroup): { name: string; id: number }[] {
  if (group.kind === 'cpu') return [{ name: 'CPU', id: 0 }];
  if (group.kind === 'model') return [{ name: 'devices of the model', id: 0 }];
  return group.gpus.map((gpu) => ({ name: `GPU ${gpu}`, id: gpu }));
}
