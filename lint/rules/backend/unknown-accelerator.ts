import { type AcceleratorOption, accelerators } from '../../../catalog/backend-parameters.ts';
import { renameFix } from '../../fixes.ts';
import { type Accelerator, acceleratorsOf } from '../../reading/accelerators.ts';
import { backendModels } from '../../reading/backend-models.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import type { ModelConfig } from '../../reading/model-config.ts';
import { hasPlaceholder } from '../../reading/placeholders.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

const onnx = (device: string, accelerator: string): string =>
  `backend: "onnxruntime"\noptimization { execution_accelerators {\n  ${device}_execution_accelerator : [ { ${accelerator} } ]\n} }\n`;

export const unknownAccelerator: Rule = {
  code: 'BWR005',
  name: 'accelerator-unknown',
  area: 'backend',
  severity: 'error',
  appliesTo: '`optimization { execution_accelerators }` of the onnxruntime backend',
  summary:
    'ONNX Runtime has no accelerator of this name, or the TensorRT accelerator no such option or value.',
  why: 'The backend takes `tensorrt` and `cuda` on GPUs and `openvino` on CPUs, and reads each option of `tensorrt` by name: anything else stops the load of the model.',
  remedy: 'Write one of the names and values that the message lists.',
  sources: [
    'triton-inference-server/onnxruntime_backend src/onnxruntime.cc LoadModel: unknown Execution Accelerator, unknown parameter, unsupported precision mode',
  ],
  examples: {
    bad: [
      onnx('gpu', 'name: «"trt"»'),
      onnx('cpu', 'name: «"tensorrt"»'),
      onnx('gpu', 'name: "tensorrt" parameters { key: «"precision"» value: "FP16" }'),
      onnx('gpu', 'name: "tensorrt" parameters { key: "precision_mode" value: «"fp16"» }'),
    ],
    good: [
      onnx(
        'gpu',
        'name: "tensorrt" parameters { key: "precision_mode" value: "FP16" } parameters { key: "trt_engine_cache_enable" value: "true" }',
      ),
      onnx('gpu', 'name: "cuda" parameters { key: "use_ep_level_unified_stream" value: "1" }'),
    ],
  },
  scope: 'config',
  check(context) {
    for (const { config, backend } of backendModels(context.project)) {
      if (backend.name !== 'onnxruntime') continue;
      for (const accelerator of acceleratorsOf(config)) {
        // Instances on the CPU do not look at the accelerators of GPUs.
        if (accelerator.device === 'gpu' && onlyCpu(config)) continue;
        if (accelerator.name === undefined || hasPlaceholder(accelerator.name)) continue;
        if (!accelerators[accelerator.device].includes(accelerator.name))
          reportName(context, config, accelerator, accelerator.name);
        else if (accelerator.name === 'tensorrt') reportOptions(context, config, accelerator);
      }
    }
  },
};

function reportName(
  { report }: RuleContext,
  config: ModelConfig,
  { device, nameRange }: Accelerator,
  name: string,
) {
  const names = accelerators[device];
  const near = nearestName(name, names);
  report(
    config.file,
    nameRange,
    `ONNX Runtime has no ${device === 'gpu' ? 'GPU' : 'CPU'} accelerator \`${name}\`; it takes ${names.join(' and ')}.`,
    { fixes: renameFix(near && { ...near, certain: false }, config.file.path, nameRange, 'quoted') },
  );
}

function reportOptions({ report }: RuleContext, config: ModelConfig, { options }: Accelerator) {
  const known = accelerators.tensorrt;
  for (const { key, keyRange, value, valueRange } of options) {
    const option = known.find(({ name }) => name === key);
    if (!option) {
      const near =
        nearestName(
          key,
          known.map(({ name }) => name),
        ) ?? startingSo(key, known);
      report(
        config.file,
        keyRange,
        `The TensorRT accelerator has no option \`${key}\`${near ? `; \`${near.name}\` is the nearest` : ''}.`,
        { fixes: renameFix(near, config.file.path, keyRange, 'quoted') },
      );
    } else if (value !== undefined && !hasPlaceholder(value) && !accepts(option, value)) {
      const near = option.allowed?.find((one) => one.toLowerCase() === value.toLowerCase());
      report(
        config.file,
        valueRange,
        `\`${key}\` takes ${option.allowed?.join(', ') ?? (option.type === 'bool' ? 'true or false' : 'a whole number')}, not \`${value}\`.`,
        {
          fixes: renameFix(
            near ? { name: near, certain: true } : undefined,
            config.file.path,
            valueRange,
            'quoted',
          ),
        },
      );
    }
  }
}

const startingSo = (key: string, known: readonly AcceleratorOption[]) => {
  const alike = known.filter(({ name }) => name.startsWith(`${key}_`) || name === `trt_${key}`);
  return alike.length === 1 ? { name: alike[0]!.name, certain: false } : undefined;
};

function accepts({ type, allowed }: AcceleratorOption, value: string): boolean {
  if (allowed) return allowed.includes(value);
  if (type === 'bool') return /^(true|on|1|false|off|0)$/i.test(value);
  return type !== 'int' || /^\s*[+-]?\d/.test(value);
}

/** Every instance group is said to be on the CPU. */
function onlyCpu(config: ModelConfig): boolean {
  const groups = instanceGroups(config);
  return groups.length > 0 && groups.every(({ kind }) => kind === 'KIND_CPU');
}
