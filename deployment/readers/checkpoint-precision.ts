import { publishedFormat } from '../../catalog/published-formats.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { NumberFormat, WeightFormat } from '../deployment.ts';
import { configFileOf } from '../model-name.ts';
import type { DeploymentParts } from '../parts.ts';
import { left, oneOf, type Reading, readSetting, traced } from '../settings/leaves.ts';
import type { SettingSource } from '../settings/setting.ts';
import { inFile, type Traced } from '../traced.ts';

/** `--dtype`: what weights that are not quantised, activations and by default the KV cache are kept in. */
const dtypes: Readonly<Record<string, 'bf16' | 'fp16' | 'fp32' | typeof left>> = {
  auto: left,
  bfloat16: 'bf16',
  float16: 'fp16',
  half: 'fp16',
  float: 'fp32',
  float32: 'fp32',
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

export interface PrecisionQuestion {
  readonly source: SettingSource;
  /** The settings that name a format, and what their words mean. */
  readonly quantization: { readonly names: readonly string[]; readonly read: Reading<WeightFormat> };
  readonly dtype: readonly string[];
  readonly model: Traced<string> | undefined;
  readonly files: readonly SourceFile[];
  /** More may be set where it cannot be seen. */
  readonly open?: boolean;
}

/**
 * The formats of a server that loads a published checkpoint: what its settings say, else the checkpoint's own
 * `quantization_config` or its name, else `--dtype`. What nobody says stays open for the engine's default.
 */
export function checkpointPrecision(question: PrecisionQuestion): DeploymentParts {
  const { source, model, files } = question;
  const given = source.find(...question.quantization.names);
  const format = given && readSetting(given, question.quantization.read);
  const dtype = traced(source, oneOf(dtypes), ...question.dtype) as Traced<NumberFormat> | undefined;
  const weights: Traced<WeightFormat> | undefined =
    given && format !== undefined && format !== left
      ? { value: format as WeightFormat, origin: given.origin }
      : given && format === undefined
        ? undefined
        : (ownFormat(model, files) ?? (dtype as Traced<WeightFormat> | undefined));
  const unreadable = given === undefined ? question.open === true : format === undefined;
  const dtypeGiven = source.find(...question.dtype);
  const dtypeUnknown =
    dtypeGiven === undefined ? question.open === true : readSetting(dtypeGiven, oneOf(dtypes)) === undefined;
  return {
    precision: {
      ...(weights && { weights }),
      ...(dtype && { activations: dtype }),
    },
    ...((unreadable || dtypeUnknown) && {
      undetermined: [
        ...(weights ? [] : ['precision.weights']),
        ...(dtypeUnknown ? ['precision.activations', 'precision.kvCache'] : []),
      ],
    }),
  };
}

/** What the checkpoint says of itself. */
function ownFormat(
  model: Traced<string> | undefined,
  files: readonly SourceFile[],
): Traced<WeightFormat> | undefined {
  if (!model) return undefined;
  const config = configFileOf(model.value, files);
  const written = config && formatOfConfig(config.text);
  if (config && written) {
    const start = config.text.indexOf('"quantization_config"');
    return inFile(written, config.path, { start, end: start + '"quantization_config"'.length });
  }
  const named =
    suffixes.find(([ending]) => ending.test(model.value))?.[1] ??
    (config ? undefined : publishedFormat(model.value));
  return named && { value: named, origin: model.origin };
}

/** `quantization_config` of a Hugging Face `config.json`. */
function formatOfConfig(text: string): WeightFormat | undefined {
  let config: { quantization_config?: { quant_method?: string; bits?: number; quant_algo?: string } };
  try {
    config = JSON.parse(text) as typeof config;
  } catch {
    return undefined;
  }
  const { quant_method: method, bits, quant_algo: algorithm } = config?.quantization_config ?? {};
  switch (method) {
    case 'fp8':
    case 'mxfp4':
      return method;
    case 'awq':
      return bits === undefined || bits === 4 ? 'int4-awq' : undefined;
    case 'gptq':
      return bits === 8 ? 'int8-wo' : bits === undefined || bits === 4 ? 'int4-gptq' : undefined;
    case 'modelopt':
      return algorithm === 'FP8' ? 'fp8' : algorithm === 'NVFP4' ? 'nvfp4' : undefined;
    default:
      return undefined;
  }
}
