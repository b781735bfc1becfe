import { baseName } from '../../workspace/path.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import { CommandFlags } from '../command-flags.ts';
import type { Deployment, WeightFormat } from '../deployment.ts';
import { known } from '../known.ts';
import { modelFrom } from '../model-name.ts';
import { completeDeployment, type DeploymentParts } from '../parts.ts';
import type { LocatedCommand } from '../project.ts';
import type { Traced } from '../traced.ts';
import { inFile } from '../traced.ts';

/** Switches of `vllm serve` that take no value, so that a model name after them stays positional. */
const bare = new Set([
  'enforce-eager',
  'trust-remote-code',
  'enable-prefix-caching',
  'no-enable-prefix-caching',
  'enable-chunked-prefill',
  'no-enable-chunked-prefill',
  'enable-auto-tool-choice',
  'enable-lora',
  'disable-log-requests',
  'disable-log-stats',
  'enable-expert-parallel',
  'async-scheduling',
]);

/** True of `vllm serve …` and of the older `python -m vllm.entrypoints.openai.api_server …`. */
export function isVllmServer(found: LocatedCommand): boolean {
  const program = found.command.program.value ?? '';
  if (program === 'vllm.entrypoints.openai.api_server' || program === 'vllm.entrypoints.api_server')
    return true;
  return baseName(program) === 'vllm' && found.command.args[0]?.value === 'serve';
}

/** One vLLM server as its command line describes it; what it leaves out is filled in by version and GPU later. */
export function readVllmServer(
  found: LocatedCommand,
  version: Traced<string> | undefined,
  files: readonly SourceFile[],
): Deployment {
  const flags = new CommandFlags(found.command, found.file.path, bare);
  const positional = flags.positionals.find((word) => word.value !== 'serve' && word.value !== undefined);
  const named =
    flags.text('--model') ?? (positional && inFile(positional.value!, found.file.path, positional.range));
  const model = modelFrom(named, files);
  const chunked = switchPair(flags, 'enable-chunked-prefill');
  const reuse = switchPair(flags, 'enable-prefix-caching');
  const parts: DeploymentParts = {
    model,
    precision: readPrecision(flags, named),
    parallelism: {
      ...known('tensor', flags.number('--tensor-parallel-size', '-tp')),
      ...known('pipeline', flags.number('--pipeline-parallel-size', '-pp')),
      ...known('data', flags.number('--data-parallel-size', '-dp')),
    },
    limits: {
      ...known('maxBatchSize', flags.number('--max-num-seqs')),
      ...known('maxNumTokens', flags.number('--max-num-batched-tokens')),
      ...known('maxSeqLen', flags.number('--max-model-len')),
    },
    kvCache: {
      ...known('memoryFraction', flags.number('--gpu-memory-utilization')),
      ...known('blockTokens', flags.number('--block-size')),
      ...known('reuse', reuse),
    },
    batching: { ...known('chunkedPrefill', chunked) },
  };
  const name =
    flags.text('--served-model-name')?.value ?? (named ? baseName(named.value) : baseName(found.file.path));
  return completeDeployment(name, {
    ...parts,
    path: found.file.path,
    engine: {
      name: inFile('vllm', found.file.path, found.command.program.range),
      ...known('version', version),
    },
  });
}

/** `--enable-x` and `--no-enable-x`. */
function switchPair(flags: CommandFlags, name: string): Traced<boolean> | undefined {
  const off = flags.switch(`--no-${name}`);
  return off ? { value: false, origin: off.origin } : flags.switch(`--${name}`);
}

/** `--dtype`: what weights that are not quantised, activations and by default the KV cache are kept in. */
const dtypes: Readonly<Record<string, 'bf16' | 'fp16' | 'fp32'>> = {
  bfloat16: 'bf16',
  float16: 'fp16',
  half: 'fp16',
  float: 'fp32',
  float32: 'fp32',
};
const quantizations: Readonly<Record<string, WeightFormat>> = {
  fp8: 'fp8',
  awq: 'int4-awq',
  awq_marlin: 'int4-awq',
  gptq: 'int4-gptq',
  gptq_marlin: 'int4-gptq',
  mxfp4: 'mxfp4',
  modelopt_fp4: 'nvfp4',
  modelopt: 'fp8',
};
/** How published checkpoints name their format; only endings that mean nothing else. */
const suffixes: readonly [RegExp, WeightFormat][] = [
  [/-FP8(-dynamic|-KV|-block)?$/i, 'fp8'],
  [/-AWQ(-INT4)?$/i, 'int4-awq'],
  [/-GPTQ(-Int4)?$/i, 'int4-gptq'],
  [/-(NV)?FP4$/i, 'nvfp4'],
  [/quantized\.w8a8$/i, 'int8-sq'],
  [/quantized\.w4a16$/i, 'int4-gptq'],
];

function readPrecision(flags: CommandFlags, model: Traced<string> | undefined): Deployment['precision'] {
  const dtype = flags.text('--dtype');
  const number = dtype && dtypes[dtype.value.toLowerCase()];
  const quantization = flags.text('--quantization', '-q');
  const format = quantization && quantizations[quantization.value.toLowerCase()];
  const named = model && suffixes.find(([ending]) => ending.test(model.value))?.[1];
  const weights: Traced<WeightFormat> | undefined = format
    ? { value: format, origin: quantization.origin }
    : named && model
      ? { value: named, origin: model.origin }
      : number && dtype
        ? { value: number, origin: dtype.origin }
        : undefined;
  const kv = flags.text('--kv-cache-dtype');
  const kvFormat = kv && (kv.value.startsWith('fp8') ? 'fp8' : dtypes[kv.value.toLowerCase()]);
  return {
    ...known('weights', weights),
    ...(number && dtype && { activations: { value: number, origin: dtype.origin } }),
    ...(kv && kvFormat && { kvCache: { value: kvFormat, origin: kv.origin } }),
  };
}
