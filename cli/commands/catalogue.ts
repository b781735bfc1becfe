import { gpus } from '../../catalog/gpus.ts';
import { models } from '../../catalog/models.ts';
import { type GlobalOptions, Output } from '../output.ts';
import { bytes, columns, count } from '../report/words.ts';

/** `batchwise gpus` and `batchwise models`. */
export async function catalogueCommand(
  topic: 'gpus' | 'models',
  options: { format: 'text' | 'json' },
  globals: GlobalOptions,
): Promise<void> {
  const output = new Output(globals);
  if (options.format === 'json') output.json(topic === 'gpus' ? gpus : models);
  else output.write(columns(topic === 'gpus' ? gpuRows() : modelRows(), output.colors));
  await output.finish();
}

const tera = (rate: number | undefined): string => (rate === undefined ? '–' : (rate / 1e12).toFixed(0));

const gpuRows = (): string[][] => [
  ['GPU', 'SM', 'memory', 'GB/s', 'BF16 TFLOP/s', 'FP8', 'NVLink GB/s'],
  ...gpus.map((gpu) => [
    gpu.name,
    `${Math.floor(gpu.sm / 10)}.${gpu.sm % 10}`,
    bytes(gpu.memoryBytes),
    (gpu.memoryBandwidth / 1e9).toFixed(0),
    tera(gpu.peak.bf16),
    tera(gpu.peak.fp8),
    gpu.nvlinkBandwidth > 0 ? (gpu.nvlinkBandwidth / 1e9).toFixed(0) : '–',
  ]),
];

const modelRows = (): string[][] => [
  ['Model', 'parameters', 'active', 'layers', 'hidden', 'heads', 'KV heads', 'positions'],
  ...models.map((model) => [
    model.name,
    `${(model.parameters / 1e9).toFixed(2)} B`,
    `${(model.activeParameters / 1e9).toFixed(2)} B`,
    count(model.layers),
    count(model.hidden),
    count(model.heads),
    count(model.kvHeads),
    model.maxPosition === undefined ? '–' : count(model.maxPosition),
  ]),
];
