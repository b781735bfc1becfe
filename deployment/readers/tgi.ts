import { tgiVariableOfFlag } from '../../catalog/tgi-environment.ts';
import { baseName } from '../../workspace/path.ts';
import type { Deployment, NumberFormat, WeightFormat } from '../deployment.ts';
import { known } from '../known.ts';
import { modelFrom } from '../model-name.ts';
import { completeDeployment, mergeParts } from '../parts.ts';
import type { LocatedCommand } from '../project.ts';
import { EnvironmentSource } from '../settings/environment-source.ts';
import { FlagSource } from '../settings/flag-source.ts';
import {
  boolean,
  leaf,
  limit,
  number,
  oneOf,
  type Reading,
  readLeaves,
  text,
  traced,
} from '../settings/leaves.ts';
import { layered, type SettingSource } from '../settings/setting.ts';
import type { ToolRun } from '../tools.ts';
import { inFile } from '../traced.ts';
import { checkpointPrecision } from './checkpoint-precision.ts';
import { programPlace } from './program-place.ts';
import { type Around, versionAround } from './reading-context.ts';
import { tgiScheduling } from './scheduling.ts';

const quantizations: Readonly<Record<string, WeightFormat>> = {
  fp8: 'fp8',
  awq: 'int4-awq',
  gptq: 'int4-gptq',
  // EETQ keeps INT8 weights and computes in the model's type.
  eetq: 'int8-wo',
};

const kvFormats: Reading<NumberFormat> = oneOf<NumberFormat>({ fp8_e4m3fn: 'fp8', fp8_e5m2: 'fp8' });

/** Warm-up leaves this share of what `--cuda-memory-fraction` allows unused (TGI_WIGGLE_ROOM at 3.3.7). */
export const wiggleRoom = 0.9;
const memoryShare: Reading<number> = (value) => {
  const read = number(value);
  return typeof read === 'number' ? Math.round(read * wiggleRoom * 1e6) / 1e6 : undefined;
};

const leaves = [
  leaf('parallelism.tensor', limit, 'num-shard'),
  leaf('limits.maxBatchSize', limit, 'max-batch-size'),
  leaf('limits.maxNumTokens', limit, 'max-batch-prefill-tokens'),
  leaf('limits.maxSeqLen', limit, 'max-total-tokens'),
  leaf('limits.maxInputLen', limit, 'max-input-tokens', 'max-input-length'),
  leaf('kvCache.memoryFraction', memoryShare, 'cuda-memory-fraction'),
  leaf('kvCache.maxTokens', limit, 'max-batch-total-tokens'),
  leaf('kvCache.reuse', boolean, 'prefix-caching', 'use-prefix-caching'),
  leaf('precision.kvCache', kvFormats, 'kv-cache-dtype'),
  leaf('batching.chunkedPrefill', boolean, 'prefill-chunking'),
];

/** `text-generation-launcher` with its flags and, where a flag is absent, the variable of the same name. */
export function readTgiServer(found: LocatedCommand, run: ToolRun, around: Around): Deployment {
  const path = found.file.path;
  const version = versionAround('tgi', found.file, around, found.command.image);
  const source = layered(
    new FlagSource(run.args, path, run.table!, version?.value),
    new EnvironmentSource(found.command.env, path, tgiVariableOfFlag),
  );
  const model = traced(source, text, 'model-id');
  const parts = mergeParts(
    { model: modelFrom(model, around.files) },
    checkpointPrecision({
      source,
      quantization: { names: ['quantize'], read: oneOf(quantizations) },
      dtype: ['dtype'],
      model,
      files: around.files,
    }),
    readLeaves(source, leaves),
    unsharded(source),
    { batching: tgiScheduling(source) },
  );
  return completeDeployment(baseName(model?.value ?? path), {
    ...parts,
    path,
    engine: { name: inFile('tgi', path, programPlace(found)), ...known('version', version) },
  });
}

/** `--sharded false` keeps the model on one GPU, however many there are. */
function unsharded(source: SettingSource): { parallelism: Deployment['parallelism'] } {
  const sharded = traced(source, boolean, 'sharded');
  return { parallelism: sharded?.value === false ? { tensor: { value: 1, origin: sharded.origin } } : {} };
}
