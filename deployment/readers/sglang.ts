import { baseName } from '../../workspace/path.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { Deployment, NumberFormat, WeightFormat } from '../deployment.ts';
import { known } from '../known.ts';
import { modelFrom } from '../model-name.ts';
import { completeDeployment, type DeploymentParts, mergeParts } from '../parts.ts';
import type { LocatedCommand } from '../project.ts';
import { FlagSource } from '../settings/flag-source.ts';
import {
  leaf,
  left,
  limit,
  not,
  number,
  oneOf,
  type Reading,
  readLeaves,
  text,
  traced,
} from '../settings/leaves.ts';
import { findOptions } from '../settings/options-file.ts';
import { layered, type SettingSource } from '../settings/setting.ts';
import type { ToolRun } from '../tools.ts';
import { inFile, type Traced } from '../traced.ts';
import { checkpointPrecision } from './checkpoint-precision.ts';
import { sglangGraphs } from './cuda-graphs.ts';
import { programPlace } from './program-place.ts';
import { type Around, versionAround } from './reading-context.ts';
import { sglangScheduling } from './scheduling.ts';

const quantizations: Readonly<Record<string, WeightFormat>> = {
  fp8: 'fp8',
  w8a8_fp8: 'fp8',
  modelopt: 'fp8',
  modelopt_fp8: 'fp8',
  modelopt_fp4: 'nvfp4',
  awq: 'int4-awq',
  awq_marlin: 'int4-awq',
  gptq: 'int4-gptq',
  gptq_marlin: 'int4-gptq',
  w8a8_int8: 'int8-sq',
  mxfp4: 'mxfp4',
};

const kvFormats: Reading<NumberFormat> = oneOf<NumberFormat>({
  auto: left,
  fp8_e5m2: 'fp8',
  fp8_e4m3: 'fp8',
  bf16: 'bf16',
  bfloat16: 'bf16',
  nvfp4: 'nvfp4',
});

/** `-1` turns chunks off. */
const isChunked: Reading<boolean> = (value) => {
  const size = number(value);
  return typeof size === 'number' ? size > 0 : undefined;
};

const leaves = [
  leaf('parallelism.tensor', limit, 'tp-size', 'tensor-parallel-size'),
  leaf('parallelism.pipeline', limit, 'pp-size', 'pipeline-parallel-size'),
  leaf('parallelism.data', limit, 'dp-size', 'data-parallel-size'),
  leaf('parallelism.expert', limit, 'ep-size', 'expert-parallel-size'),
  leaf('limits.maxBatchSize', limit, 'max-running-requests'),
  leaf('limits.maxSeqLen', limit, 'context-length'),
  leaf('kvCache.memoryFraction', number, 'mem-fraction-static'),
  leaf('kvCache.maxTokens', limit, 'max-total-tokens'),
  leaf('kvCache.blockTokens', limit, 'page-size'),
  leaf('kvCache.reuse', not, 'disable-radix-cache'),
  leaf('precision.kvCache', kvFormats, 'kv-cache-dtype'),
  leaf('batching.chunkedPrefill', isChunked, 'chunked-prefill-size'),
];

/** `python -m sglang.launch_server` and `sglang serve`; a flag stands before the `--config` file. */
export function readSglangServer(found: LocatedCommand, run: ToolRun, around: Around): Deployment {
  const path = found.file.path;
  const version = versionAround('sglang', found.file, around, found.command.image);
  const flags = new FlagSource(run.args, path, run.table!, version?.value);
  const named = flags.find('config');
  const config = typeof named?.value === 'string' ? findOptions(named.value, found.file, around) : undefined;
  const source = layered(flags, config);
  const model = traced(source, text, 'model-path', 'model');
  const title = traced(source, text, 'served-model-name')?.value;
  return completeDeployment(title ?? baseName(model?.value ?? path), {
    ...readSglangArguments(source, model, around.files, named !== undefined && config === undefined),
    path,
    engine: { name: inFile('sglang', path, programPlace(found)), ...known('version', version) },
  });
}

/** What SGLang's server arguments say, wherever they are given. `open`: more may be set than can be seen. */
export function readSglangArguments(
  source: SettingSource,
  model: Traced<string> | undefined,
  files: readonly SourceFile[],
  open = false,
): DeploymentParts {
  return mergeParts(
    { model: modelFrom(model, files) },
    checkpointPrecision({
      source,
      quantization: { names: ['quantization'], read: oneOf(quantizations) },
      dtype: ['dtype'],
      model,
      files,
      open,
    }),
    readLeaves(source, [...leaves, budgetLeaf(source)], open),
    { batching: { ...sglangScheduling(source), ...sglangGraphs(source) } },
  );
}

/** A prefill step takes a chunk of tokens; without chunks, up to `--max-prefill-tokens`. */
function budgetLeaf(source: SettingSource) {
  const chunk = source.find('chunked-prefill-size');
  const off = chunk?.value !== undefined && isChunked(chunk.value) === false;
  return leaf('limits.maxNumTokens', limit, off ? 'max-prefill-tokens' : 'chunked-prefill-size');
}
