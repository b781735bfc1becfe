import type { Range } from '../../../grammar/text.ts';
import { booleanValue, integerValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import { acceleratorsOf } from '../../reading/accelerators.ts';
import { backendOf } from '../../reading/backends.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const ignoredOptimization: Rule = {
  code: 'BWR006',
  name: 'optimization-ignored',
  area: 'backend',
  severity: 'warning',
  appliesTo: '`optimization` of models whose backend is known',
  summary: 'The backend does not look at this part of `optimization`.',
  why: 'Execution accelerators are for ONNX Runtime, and CUDA graphs, eager batching and the gather kernel for TensorRT engines. Other backends pass over them without a word.',
  remedy:
    'Take the setting out; where the speed of TensorRT is wanted, build an engine or run the ONNX model on the onnxruntime backend.',
  sources: [
    'triton-inference-server/common protobuf/model_config.proto ModelOptimizationPolicy',
    'triton-inference-server/onnxruntime_backend README.md; triton-inference-server/server#7205',
  ],
  examples: {
    bad: [
      'backend: "tensorrt"\noptimization { execution_accelerators { gpu_execution_accelerator: [ { name: «"tensorrt"» } ] } }\n',
      'backend: "onnxruntime"\noptimization { cuda { «graphs: true» } }\n',
      'backend: "python"\noptimization { «eager_batching: true» }\n',
    ],
    good: [
      'backend: "tensorrt"\noptimization { cuda { graphs: true } }\n',
      'backend: "onnxruntime"\noptimization { execution_accelerators { gpu_execution_accelerator: [ { name: "tensorrt" } ] } input_pinned_memory { enable: true } }\n',
      'backend: "python"\noptimization { cuda { graphs: false } }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'optimization')) {
      const backend = backendOf(project, config);
      if (!backend || !known.has(backend)) continue;
      if (backend !== 'onnxruntime')
        for (const { name, nameRange } of acceleratorsOf(config))
          report(
            config.file,
            nameRange,
            `The ${backend} backend uses no execution accelerators${name ? `: \`${name}\` has no effect` : ''}.`,
          );
      if (backend !== 'tensorrt')
        for (const { what, range } of tensorrtOnly(config))
          report(
            config.file,
            range,
            `\`${what}\` is for TensorRT engines; the ${backend} backend passes over it.`,
          );
    }
  },
};

/** Backends whose code is known not to look; others, such as TensorFlow's, may. */
const known = new Set(['tensorrt', 'onnxruntime', 'pytorch', 'python', 'openvino', 'vllm', 'tensorrtllm']);

function tensorrtOnly(config: ModelConfig): { what: string; range: Range }[] {
  return messageFields(config.root, 'optimization').flatMap((optimization) => [
    ...messageFields(optimization, 'cuda').flatMap((cuda) =>
      ['graphs', 'output_copy_stream', 'busy_wait_events'].flatMap((name) =>
        cuda.fields
          .filter((field) => field.name.text === name && booleanValue(scalarField(cuda, name)))
          .map((field) => ({ what: `cuda.${name}`, range: field.range })),
      ),
    ),
    ...optimization.fields
      .filter(
        ({ name: { text } }) =>
          (text === 'eager_batching' && booleanValue(scalarField(optimization, text))) ||
          (text === 'gather_kernel_buffer_threshold' &&
            (integerValue(scalarField(optimization, text)) ?? 0) > 0),
      )
      .map((field) => ({ what: field.name.text, range: field.range })),
  ]);
}
