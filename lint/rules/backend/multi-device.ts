import { backendModels, valueGiven } from '../../reading/backend-models.ts';
import type { Rule } from '../../rule.ts';

const model = (more: string): string =>
  `backend: "tensorrt"\nparameters { key: "enable_multi_device" value { string_value: ${more}\n`;

export const multiDevice: Rule = {
  code: 'BWR011',
  name: 'multi-device-gpus-missing',
  area: 'backend',
  severity: 'error',
  appliesTo: 'models of the tensorrt backend',
  summary: 'A TensorRT engine is to be spread over GPUs, and fewer than two are named.',
  why: '`enable_multi_device` needs the GPUs to spread over; with fewer than two the model does not load.',
  remedy:
    'List at least two GPUs, such as `"0,1"`, as `multi_device_gpus`, or turn `enable_multi_device` off.',
  sources: ['triton-inference-server/tensorrt_backend src/model_state.cc: lists fewer than 2 GPUs'],
  examples: {
    bad: [
      model('«"true"» } }'),
      model('"true" } }\nparameters { key: "multi_device_gpus" value { string_value: «"0"» } }'),
    ],
    good: [
      model('"true" } }\nparameters { key: "multi_device_gpus" value { string_value: "0,1" } }'),
      model('"false" } }'),
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const { config, backend, parameters } of backendModels(project)) {
      if (backend.name !== 'tensorrt') continue;
      const enable = valueGiven(parameters, 'enable_multi_device');
      if (!enable?.value || !/^(true|1|on)$/i.test(enable.value)) continue;
      const gpus = valueGiven(parameters, 'multi_device_gpus');
      if (!gpus && config.whole)
        report(config.file, enable.valueRange, 'The GPUs to spread over are missing: `multi_device_gpus`.');
      else if (
        gpus?.value !== undefined &&
        gpus.value.split(',').filter((one) => one.trim() !== '').length < 2
      )
        report(config.file, gpus.valueRange, 'A model over several devices needs at least two GPUs here.', {
          related: [{ path: config.file.path, range: enable.valueRange, message: 'turned on here' }],
        });
    }
  },
};
