import { findBackend } from '../../../catalog/backend-parameters.ts';
import { scalarField } from '../../../grammar/textproto/query.ts';
import { replaceFix } from '../../fixes.ts';
import { backendOf } from '../../reading/backends.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';

const model = (backend: string, size: number, optional: string): string =>
  `backend: "${backend}"\nmax_batch_size: ${size}\ninput [ { name: "x__0" data_type: TYPE_FP32 dims: [ 4 ] optional: ${optional} } ]\noutput [ { name: "y__0" data_type: TYPE_FP32 dims: [ 4 ] } ]\n`;

export const optionalInput: Rule = {
  code: 'BWR007',
  name: 'optional-input-unsupported',
  area: 'backend',
  severity: 'error',
  appliesTo: 'inputs of the pytorch, tensorrt, openvino and, with batching, onnxruntime backends',
  summary: 'The backend has no optional inputs.',
  why: "The model does not load: “optional is set to true … while the backend model doesn't support optional input”. ONNX Runtime takes optional inputs only where Triton does not batch.",
  remedy:
    'Leave `optional` out and let clients always send the input; for ONNX Runtime `max_batch_size: 0` is the other way.',
  sources: [
    'triton-inference-server/backend src/backend_model.cc ParseModelConfig, allow_optional',
    'triton-inference-server/onnxruntime_backend src/onnxruntime.cc: optional input is not supported for models that support batching',
  ],
  examples: {
    bad: [model('pytorch', 8, '«true»'), model('onnxruntime', 8, '«true»'), model('openvino', 0, '«true»')],
    good: [model('onnxruntime', 0, 'true'), model('python', 8, 'true'), model('pytorch', 8, 'false')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'optional')) {
      const name = backendOf(project, config);
      const rule = name === undefined ? undefined : findBackend(name)?.optionalInputs;
      const batches = (config.maxBatchSize ?? 0) > 0;
      if (rule === undefined || rule === 'allowed' || (rule === 'unbatched' && !batches)) continue;
      // The python runtime of PyTorch runs on the python backend.
      if (name === 'pytorch' && config.textOf('runtime') !== '') continue;
      for (const { side, optional, node } of tensorsOf(config)) {
        const written = side === 'input' && optional ? scalarField(node, 'optional') : undefined;
        if (!written) continue;
        report(
          config.file,
          written.range,
          rule === 'unbatched'
            ? 'ONNX Runtime takes optional inputs only where `max_batch_size` is 0.'
            : `The ${name} backend has no optional inputs.`,
          { fixes: [replaceFix('Make it required', config.file.path, written.range, 'false', false)] },
        );
      }
    }
  },
};
