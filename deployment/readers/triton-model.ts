import type { Deployment } from '../deployment.ts';
import { known } from '../known.ts';
import { completeDeployment } from '../parts.ts';
import { type Surroundings, versionOf } from './tensorrtllm-repository.ts';
import { readDynamicBatching, readInstances } from './triton-batching.ts';
import type { TritonConfigReader } from './triton-parameters.ts';

/** A model of any other Triton backend: what Triton itself decides, its batching and its instances. */
export function readTritonModel(reader: TritonConfigReader, around: Surroundings): Deployment {
  const config = reader.config;
  const backend = reader.string('backend') ?? reader.string('platform');
  const batching = readDynamicBatching(reader);
  const block = reader.message('dynamic_batching');
  const maxBatchSize = reader.integer('max_batch_size');
  return completeDeployment(config.folder ?? 'model', {
    path: config.file.path,
    engine: {
      name: {
        value: 'triton',
        origin: backend?.origin ?? { kind: 'derived', from: 'a config.pbtxt without a backend' },
      },
      ...known('version', versionOf('triton', config, around)),
    },
    limits: { ...(maxBatchSize && maxBatchSize.value > 0 && { maxBatchSize }) },
    batching: {
      ...batching,
      ...(block && {
        kind: {
          value: 'dynamic' as const,
          origin: { kind: 'file' as const, path: config.file.path, range: block.range },
        },
      }),
    },
    ...known('instances', readInstances(reader)),
  });
}
