import {
  type PrecisionEngine,
  type PrecisionFormat,
  precisionOn,
  releaseOn,
} from '../../../catalog/precision.ts';
import type { Traced } from '../../../deployment/traced.ts';
import type { Range } from '../../../grammar/text.ts';
import { type Capability, capabilityFor, capabilityOf } from '../../reading/capability.ts';
import {
  convertCheckpoint,
  quantize,
  type ToolCall,
  toolCalls,
  trtllmBuild,
  trtllmServe,
} from '../../reading/tool-calls.ts';
import type { Rule, RuleContext } from '../../rule.ts';

/** A number format that something asks for, and where it is written. */
interface Use {
  readonly format: PrecisionFormat;
  readonly path: string;
  readonly range: Range;
  readonly engine: PrecisionEngine;
  readonly version: string | undefined;
  readonly gpu: Capability;
}

export const unsupportedPrecision: Rule = {
  code: 'BWP001',
  name: 'precision-unsupported',
  area: 'precision',
  severity: 'error',
  appliesTo:
    'TensorRT-LLM, vLLM and SGLang where the GPU is known: from a node selector, a `# batchwise: gpu=…` line or `--gpu`',
  summary: 'The GPU has no arithmetic for the number format, or the engine has no kernels for it there.',
  why: 'The build or the start fails, often only after the weights were loaded. FP8 needs compute capability 8.9 (Ada, Hopper), NVFP4 needs 10.0 (Blackwell), BF16 and most 4-bit formats need 8.0 (Ampere).',
  remedy:
    'Choose a format that the GPU has, such as INT8 SmoothQuant or INT4 AWQ on an A100, or another GPU.',
  sources: [
    'NVIDIA/TensorRT-LLM README.md and docs/source/reference/support-matrix.md, v0.5.0 to 1.x',
    'vllm-project/vllm docs/features/quantization',
    'sgl-project/sglang python/sglang/srt/layers/quantization get_min_capability',
    'NVIDIA/TensorRT-LLM#1428, #771, #1864',
  ],
  examplePath: 'build.sh',
  examples: {
    bad: [
      '# batchwise: gpu=A100-SXM4-80GB trtllm=0.17.0\npython3 quantize.py --model_dir llama --qformat «fp8» --output_dir ckpt\n',
      '# batchwise: gpu=H100-SXM5-80GB trtllm=0.17.0\npython3 quantize.py --model_dir llama --qformat «nvfp4» --output_dir ckpt\n',
      '# batchwise: gpu=v100 vllm=0.11.0\nvllm serve m --dtype «bfloat16»\n',
      '# batchwise: gpu=v100 trtllm=0.10.0\npython3 examples/llama/convert_checkpoint.py --model_dir llama --dtype «bfloat16» --output_dir ckpt\n',
      '# batchwise: gpu=B200 trtllm=0.16.0\n«trtllm-build» --checkpoint_dir ckpt --output_dir engine\n',
      '# batchwise: gpu=H100-SXM5-80GB sglang=0.5.9\npython -m sglang.launch_server --model-path m --quantization «modelopt_fp4»\n',
    ],
    good: [
      '# batchwise: gpu=H100-SXM5-80GB trtllm=0.17.0\npython3 quantize.py --model_dir llama --qformat fp8 --output_dir ckpt\n',
      'python3 quantize.py --model_dir llama --qformat fp8 --output_dir ckpt\n',
    ],
  },
  check(context) {
    const seen = new Set<string>();
    checkReleases(context);
    for (const use of [...usesOfDeployments(context), ...usesOfTools(context)]) {
      const key = `${use.path}:${use.range.start}:${use.format}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const answer = precisionOn(use.engine, use.format, use.gpu.sm, use.version);
      if (answer.supported !== false) continue;
      context.report(
        use.path,
        use.range,
        `${title[use.format]} does not run on ${use.gpu.name} (compute capability ${(use.gpu.sm / 10).toFixed(1)}): ${answer.because}.`,
      );
    }
  },
};

const title: Readonly<Record<PrecisionFormat, string>> = {
  fp32: 'FP32',
  bf16: 'BF16',
  fp16: 'FP16',
  fp8: 'FP8',
  nvfp4: 'NVFP4',
  mxfp4: 'MXFP4',
  'fp8-kv': 'An FP8 KV cache',
  'int8-kv': 'An INT8 KV cache',
  'fp8-context-fmha': 'FP8 attention of prompts',
  'int4-awq': 'INT4 AWQ',
  'int4-gptq': 'INT4 GPTQ',
  'int8-sq': 'INT8 SmoothQuant',
  'int8-wo': 'INT8 weight-only',
  'int4-wo': 'INT4 weight-only',
  'w4a8-awq': 'W4A8 AWQ',
};

function usesOfDeployments({ project }: RuleContext): Use[] {
  return project.deployments.flatMap((deployment) => {
    const engine = deployment.engine.name.value;
    const gpu = capabilityOf(deployment);
    if ((engine !== 'tensorrt-llm' && engine !== 'vllm' && engine !== 'sglang') || !gpu) return [];
    const { weights, kvCache, activations } = deployment.precision;
    const version = deployment.engine.version?.value;
    const kvFormat: PrecisionFormat | undefined =
      kvCache?.value === 'fp8' ? 'fp8-kv' : kvCache?.value === 'int8' ? 'int8-kv' : undefined;
    return [
      ...use(weights, weights?.value, { engine, version, gpu }),
      ...use(kvCache, kvFormat, { engine, version, gpu }),
      ...(activations?.value === 'bf16' ? use(activations, 'bf16', { engine, version, gpu }) : []),
    ];
  });
}

function use(
  traced: Traced<unknown> | undefined,
  format: PrecisionFormat | undefined,
  known: Pick<Use, 'engine' | 'version' | 'gpu'>,
): Use[] {
  return traced?.origin.kind === 'file' && format
    ? [{ ...known, format, path: traced.origin.path, range: traced.origin.range }]
    : [];
}

/** Checkpoints are often made by a script that stands alone, without a deployment around it. */
function usesOfTools(context: RuleContext): Use[] {
  return toolCalls(context.project, context.options, [quantize, convertCheckpoint, trtllmBuild]).flatMap(
    (call) => {
      const gpu = capabilityFor(call.located.file, context.project, context.options);
      return gpu
        ? formatsOf(call).map(({ format, range }) => ({
            format,
            range,
            gpu,
            path: call.located.file.path,
            engine: 'tensorrt-llm' as const,
            version: call.version,
          }))
        : [];
    },
  );
}

/** `--qformat` of quantize.py (facts: trtllm/convert_quantize_flags.json). */
const qformats: Readonly<Record<string, PrecisionFormat>> = {
  fp8: 'fp8',
  int8_sq: 'int8-sq',
  int4_awq: 'int4-awq',
  w4a8_awq: 'w4a8-awq',
  int8_wo: 'int8-wo',
  nvfp4: 'nvfp4',
};
const kvFormats: Readonly<Record<string, PrecisionFormat>> = { fp8: 'fp8-kv', int8: 'int8-kv' };
const types: Readonly<Record<string, PrecisionFormat>> = { bfloat16: 'bf16' };
const weightOnly: Readonly<Record<string, PrecisionFormat>> = {
  int4_awq: 'int4-awq',
  int4_gptq: 'int4-gptq',
};

/** Options whose value is a format: of `convert_checkpoint.py`, `quantize.py` and the plugins of `trtllm-build`. */
const tables: Readonly<Record<string, Readonly<Record<string, PrecisionFormat>>>> = {
  '--qformat': qformats,
  '--kv_cache_dtype': kvFormats,
  '--dtype': types,
  '--weight_only_precision': weightOnly,
  '--gemm_plugin': { ...types, fp8: 'fp8', nvfp4: 'nvfp4' },
  '--gpt_attention_plugin': types,
};

/** Options that ask for a format by being there. */
const switches: Readonly<Record<string, PrecisionFormat>> = {
  '--use_fp8': 'fp8',
  '--use_fp8_rowwise': 'fp8',
  '--enable_fp8': 'fp8',
  '--fp8_kv_cache': 'fp8-kv',
  '--int8_kv_cache': 'int8-kv',
  '--smoothquant': 'int8-sq',
};

function formatsOf({ flags, tool }: ToolCall): { format: PrecisionFormat; range: Range }[] {
  const builds = tool === trtllmBuild;
  return flags.flatMap(({ written, values, range }) => {
    const value = values[0];
    // A build names formats by its plugins alone: `--use_fp8` is the beginning of another option there.
    if (builds && !written.endsWith('_plugin')) return [];
    const bare = Object.hasOwn(switches, written) ? switches[written] : undefined;
    if (bare) return [{ format: bare, range }];
    const table = Object.hasOwn(tables, written) ? tables[written] : undefined;
    const format =
      table && value?.text !== undefined && Object.hasOwn(table, value.text) ? table[value.text] : undefined;
    return format && value ? [{ format, range: value.range }] : [];
  });
}

/** GPUs that a release of TensorRT-LLM builds no kernels for at all. */
function checkReleases(context: RuleContext): void {
  const { project, options, report } = context;
  for (const { located, version } of toolCalls(project, options, [trtllmBuild, trtllmServe])) {
    const gpu = capabilityFor(located.file, project, options);
    const answer = gpu && version !== undefined && releaseOn('tensorrt-llm', gpu.sm, version);
    if (gpu && answer)
      report(
        located.file,
        located.command.program.range,
        `TensorRT-LLM ${version} does not run on ${gpu.name} (compute capability ${(gpu.sm / 10).toFixed(1)}): ${answer.because}.`,
      );
  }
}
