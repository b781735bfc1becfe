import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { calibrationSchema } from '../../catalog/schemas/calibration.ts';
import { cudaGraphsSchema } from '../../catalog/schemas/cuda-graphs.ts';
import { efficiencySchema } from '../../catalog/schemas/efficiency.ts';
import { errorBandsSchema } from '../../catalog/schemas/error-bands.ts';
import { huggingfaceserverSchema } from '../../catalog/schemas/huggingfaceserver.ts';
import { memorySchema } from '../../catalog/schemas/memory.ts';
import { numberFormatsSchema } from '../../catalog/schemas/number-formats.ts';
import { publishedFormatsSchema } from '../../catalog/schemas/published-formats.ts';
import { pythonSignaturesSchema } from '../../catalog/schemas/python-signatures.ts';
import { schedulingSchema } from '../../catalog/schemas/scheduling.ts';
import { sglangQuantizationSchema } from '../../catalog/schemas/sglang-quantization.ts';
import { stepConstantsSchema } from '../../catalog/schemas/step-constants.ts';
import { vllmAttentionSchema } from '../../catalog/schemas/vllm-attention.ts';
import { vllmModelsSchema } from '../../catalog/schemas/vllm-models.ts';
import { buildTopic, topics } from '../../scripts/catalog/build.ts';

const dataFolder = fileURLToPath(new URL('../../catalog/data/', import.meta.url));
const factsFolder = fileURLToPath(new URL('../../../shared/facts', import.meta.url));
const read = (file: string): string => readFileSync(`${dataFolder}${file}`, 'utf8');

const byHand = [
  { file: 'calibration.json', schema: calibrationSchema },
  { file: 'memory.json', schema: memorySchema },
  { file: 'huggingfaceserver.json', schema: huggingfaceserverSchema },
  { file: 'python-signatures.json', schema: pythonSignaturesSchema },
  { file: 'scheduling.json', schema: schedulingSchema },
  { file: 'cuda-graphs.json', schema: cudaGraphsSchema },
  // Made by scripts/calibration, which takes minutes: test/calibration checks them against what they are made from.
  { file: 'efficiency.json', schema: efficiencySchema },
  { file: 'step-constants.json', schema: stepConstantsSchema },
  { file: 'error-bands.json', schema: errorBandsSchema },
  { file: 'number-formats.json', schema: numberFormatsSchema },
  { file: 'published-formats.json', schema: publishedFormatsSchema },
  { file: 'sglang-quantization.json', schema: sglangQuantizationSchema },
  { file: 'vllm-models.json', schema: vllmModelsSchema },
  { file: 'vllm-attention.json', schema: vllmAttentionSchema },
];

describe.skipIf(!existsSync(factsFolder))('data made from facts', () => {
  it.each(topics)('$file comes out of the generator byte for byte', (topic) => {
    expect(buildTopic(topic, factsFolder)).toBe(read(topic.file));
  });
});

describe('committed data', () => {
  it.each(topics)('$file holds to its schema and names its source', ({ file, schema }) => {
    const value: unknown = JSON.parse(read(file));
    expect(schema.safeParse(value).error?.issues ?? []).toEqual([]);
    expect((value as { source: string }).source.length).toBeGreaterThan(20);
  });

  it.each(byHand)('$file, kept by hand or fitted, holds to its schema', ({ file, schema }) => {
    expect(schema.safeParse(JSON.parse(read(file))).error?.issues ?? []).toEqual([]);
  });

  it('has no file that neither the generator nor a hand keeps', () => {
    const kept = [...topics, ...byHand].map(({ file }) => file);
    expect(readdirSync(dataFolder).sort()).toEqual(kept.sort());
  });

  it('stays small enough for the extension', () => {
    const zipped = readdirSync(dataFolder).reduce((sum, file) => sum + gzipSync(read(file)).length, 0);
    expect(zipped).toBeLessThan(120_000);
  });
});

describe('schemas', () => {
  it('refuse what the generator could get wrong', () => {
    const topic = topics.find(({ file }) => file === 'flags-trtllm-build.json')!;
    const value = JSON.parse(read(topic.file));
    value.flags[1].periods[0].choices = ['severity_map.keys()'];
    expect(topic.schema.safeParse(value).success).toBe(false);
  });
});
