import { acceleratorsOf } from '../../reading/accelerators.ts';
import { backendModels } from '../../reading/backend-models.ts';
import type { Rule } from '../../rule.ts';

const model = (options: string): string =>
  `backend: "onnxruntime"\noptimization { execution_accelerators { gpu_execution_accelerator : [ { name: ${options} } ] } }\n`;

export const engineCache: Rule = {
  code: 'BWR014',
  name: 'tensorrt-engines-not-kept',
  area: 'backend',
  severity: 'info',
  appliesTo: 'the TensorRT accelerator of the onnxruntime backend',
  summary: 'TensorRT engines are built anew each time the model loads.',
  why: 'ONNX Runtime builds them from the model at the first requests, which takes minutes, and forgets them when the server stops.',
  remedy: 'Set `trt_engine_cache_enable` to `true` and `trt_engine_cache_path` to a folder that lasts.',
  sources: ['triton-inference-server/onnxruntime_backend README.md, ONNX Runtime with TensorRT optimization'],
  examples: {
    bad: [model('«"tensorrt"» parameters { key: "precision_mode" value: "FP16" }')],
    good: [model('"tensorrt" parameters { key: "trt_engine_cache_enable" value: "true" }'), model('"cuda"')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const { config, backend } of backendModels(project)) {
      if (backend.name !== 'onnxruntime') continue;
      for (const { device, name, nameRange, options } of acceleratorsOf(config)) {
        if (device !== 'gpu' || name !== 'tensorrt') continue;
        if (
          options.some(
            ({ key }) => key === 'trt_engine_cache_enable' || key.startsWith('trt_dump_ep_context'),
          )
        )
          continue;
        report(config.file, nameRange, 'The engines are not kept: `trt_engine_cache_enable` is not set.');
      }
    }
  },
};
