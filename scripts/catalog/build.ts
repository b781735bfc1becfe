import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { backendParametersSchema } from '../../catalog/schemas/backend-parameters.ts';
import { collectivesSchema } from '../../catalog/schemas/collectives.ts';
import { containersSchema } from '../../catalog/schemas/containers.ts';
import { trtllmDefaultsSchema, vllmDefaultsSchema } from '../../catalog/schemas/defaults.ts';
import { flagTableSchema, flagVerdictsSchema } from '../../catalog/schemas/flags.ts';
import { gpusSchema } from '../../catalog/schemas/gpus.ts';
import { llmArgumentsSchema } from '../../catalog/schemas/llm-arguments.ts';
import { modelsSchema } from '../../catalog/schemas/models.ts';
import { nimEnvironmentSchema } from '../../catalog/schemas/nim-environment.ts';
import { onnxSchema } from '../../catalog/schemas/onnx.ts';
import { precisionSchema } from '../../catalog/schemas/precision.ts';
import { vllmServerOptionsSchema } from '../../catalog/schemas/python-signatures.ts';
import { sglangDefaultsSchema } from '../../catalog/schemas/sglang-defaults.ts';
import { tgiEnvironmentSchema } from '../../catalog/schemas/tgi-environment.ts';
import { tritonSchemaSchema } from '../../catalog/schemas/triton.ts';
import { trtllmParametersSchema } from '../../catalog/schemas/trtllm-parameters.ts';
import { vllmConfigsSchema } from '../../catalog/schemas/vllm-configs.ts';
import { vllmQuantizationSchema } from '../../catalog/schemas/vllm-quantization.ts';
import { backendParameters } from './backend-parameters.ts';
import { collectives } from './collectives.ts';
import { containers } from './containers.ts';
import { type Facts, openFacts } from './facts.ts';
import { flagVerdicts } from './flag-verdicts.ts';
import {
  tritonserverTable,
  trtllmDisaggregatedTable,
  trtllmServeTable,
  vllmServeTable,
} from './flags-serve.ts';
import { sglangDefaultFlagsTable, sglangServeTable } from './flags-sglang.ts';
import { tgiEnvironment, tgiLauncherTable } from './flags-tgi.ts';
import { convertCheckpointTable, legacyBuildTable, quantizeTable, trtllmBuildTable } from './flags-trtllm.ts';
import { trtllmBenchBuildTable, trtllmBenchTable } from './flags-trtllm-bench.ts';
import { gpus } from './gpus.ts';
import { llmArguments } from './llm-arguments.ts';
import { models } from './models.ts';
import { nimEnvironment } from './nim.ts';
import { onnx, onnxOptimizerTable } from './onnx.ts';
import { precision } from './precision.ts';
import { sglangDefaults } from './sglang-defaults.ts';
import { tritonSchema } from './triton-schema.ts';
import { trtllmDefaults } from './trtllm-defaults.ts';
import { trtllmParameters } from './trtllm-parameters.ts';
import { vllmConfigs } from './vllm-configs.ts';
import { vllmDefaults } from './vllm-defaults.ts';
import { vllmQuantization } from './vllm-quantization.ts';
import { vllmServerOptions } from './vllm-server-options.ts';
import { formatJson } from './write-json.ts';

interface Topic {
  readonly file: string;
  readonly schema: z.ZodType;
  readonly build: (facts: Facts) => object;
}

/** Every data file that is made from facts. `calibration.json`, `huggingfaceserver.json`, `memory.json`, `number-formats.json`, `python-signatures.json` and `scheduling.json` are kept by hand. */
export const topics: readonly Topic[] = [
  { file: 'triton-schema.json', schema: tritonSchemaSchema, build: tritonSchema },
  { file: 'gpus.json', schema: gpusSchema, build: gpus },
  { file: 'models.json', schema: modelsSchema, build: models },
  { file: 'collectives.json', schema: collectivesSchema, build: collectives },
  { file: 'containers.json', schema: containersSchema, build: containers },
  { file: 'trtllm-parameters.json', schema: trtllmParametersSchema, build: trtllmParameters },
  { file: 'backend-parameters.json', schema: backendParametersSchema, build: backendParameters },
  { file: 'precision.json', schema: precisionSchema, build: precision },
  { file: 'trtllm-defaults.json', schema: trtllmDefaultsSchema, build: trtllmDefaults },
  { file: 'vllm-defaults.json', schema: vllmDefaultsSchema, build: vllmDefaults },
  { file: 'flags-trtllm-build.json', schema: flagTableSchema, build: trtllmBuildTable },
  { file: 'flags-convert-checkpoint.json', schema: flagTableSchema, build: convertCheckpointTable },
  { file: 'flags-quantize.json', schema: flagTableSchema, build: quantizeTable },
  { file: 'flags-legacy-build.json', schema: flagTableSchema, build: legacyBuildTable },
  { file: 'flags-trtllm-serve.json', schema: flagTableSchema, build: trtllmServeTable },
  { file: 'flags-trtllm-disaggregated.json', schema: flagTableSchema, build: trtllmDisaggregatedTable },
  { file: 'flags-vllm-serve.json', schema: flagTableSchema, build: vllmServeTable },
  { file: 'vllm-server-options.json', schema: vllmServerOptionsSchema, build: vllmServerOptions },
  { file: 'llm-arguments.json', schema: llmArgumentsSchema, build: llmArguments },
  { file: 'vllm-configs.json', schema: vllmConfigsSchema, build: vllmConfigs },
  { file: 'vllm-quantization.json', schema: vllmQuantizationSchema, build: vllmQuantization },
  { file: 'flags-tritonserver.json', schema: flagTableSchema, build: tritonserverTable },
  { file: 'flags-sglang.json', schema: flagTableSchema, build: sglangServeTable },
  { file: 'flags-sglang-defaults.json', schema: flagTableSchema, build: sglangDefaultFlagsTable },
  { file: 'sglang-defaults.json', schema: sglangDefaultsSchema, build: sglangDefaults },
  { file: 'flags-tgi-launcher.json', schema: flagTableSchema, build: tgiLauncherTable },
  { file: 'tgi-environment.json', schema: tgiEnvironmentSchema, build: tgiEnvironment },
  { file: 'flags-trtllm-bench.json', schema: flagTableSchema, build: trtllmBenchTable },
  { file: 'flags-trtllm-bench-build.json', schema: flagTableSchema, build: trtllmBenchBuildTable },
  { file: 'nim-environment.json', schema: nimEnvironmentSchema, build: nimEnvironment },
  { file: 'onnx.json', schema: onnxSchema, build: onnx },
  { file: 'flags-onnx-optimizer.json', schema: flagTableSchema, build: onnxOptimizerTable },
  { file: 'flag-verdicts.json', schema: flagVerdictsSchema, build: flagVerdicts },
];

/** The text of one data file; throws where the facts do not make what its schema asks for. */
export function buildTopic(topic: Topic, factsFolder: string): string {
  const value = topic.build(openFacts(factsFolder));
  const checked = topic.schema.safeParse(value);
  if (!checked.success) {
    const issues = checked.error.issues
      .slice(0, 5)
      .map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`${topic.file} does not hold to its schema: ${issues.join('; ')}`);
  }
  return formatJson(value as Record<string, unknown>);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
  const factsFolder = process.argv[2] ?? join(root, '../shared/facts');
  mkdirSync(join(root, 'catalog/data'), { recursive: true });
  for (const topic of topics) {
    const text = buildTopic(topic, factsFolder);
    writeFileSync(join(root, 'catalog/data', topic.file), text);
    process.stdout.write(`${topic.file} ${text.length}\n`);
  }
}
