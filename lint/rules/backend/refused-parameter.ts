import { acceptsValue, type BackendParameter } from '../../../catalog/backend-parameters.ts';
import { replaceFix } from '../../fixes.ts';
import { backendModels, findParameter } from '../../reading/backend-models.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

const parameter = (backend: string, key: string, value: string): string =>
  `backend: "${backend}"\noutput [ { name: "y" data_type: TYPE_FP32 dims: [ 1 ] } ]\nparameters { key: "${key}" value { string_value: ${value} } }\n`;

export const refusedBackendParameter: Rule = {
  code: 'BWR002',
  name: 'backend-parameter-refused',
  area: 'backend',
  severity: 'error',
  appliesTo: '`parameters` of the onnxruntime, pytorch, tensorrt, openvino, vllm and python backends',
  summary: 'The backend does not take the value of a parameter.',
  why: 'The backend cannot convert the value and gives up: the model does not load.',
  remedy: 'Write one of the values that the message lists.',
  sources: [
    'triton-inference-server/onnxruntime_backend src/onnxruntime.cc ModelState; triton-inference-server/backend src/backend_common.cc ParseBoolValue, ParseIntValue',
    'triton-inference-server/pytorch_backend src/pt/model_state.cc ParseParameters',
    'triton-inference-server/openvino_backend src/openvino.cc ParseParameterHelper',
    'triton-inference-server/python_backend src/python_be.cc: Incorrect value for FORCE_CPU_ONLY_INPUT_TENSORS',
    'triton-inference-server/tensorrt_backend: Invalid value for execution_context_allocation_strategy',
  ],
  examples: {
    bad: [
      parameter('onnxruntime', 'execution_mode', '«"2"»'),
      parameter('pytorch', 'INFERENCE_MODE', '«"yes"»'),
      parameter('python', 'FORCE_CPU_ONLY_INPUT_TENSORS', '«"false"»'),
      parameter('openvino', 'NUM_STREAMS', '«"all"»'),
      parameter('tensorrt', 'execution_context_allocation_strategy', '«"on_profile_change"»'),
    ],
    good: [
      parameter('onnxruntime', 'execution_mode', '"1"'),
      parameter('pytorch', 'INFERENCE_MODE', '"off"'),
      parameter('openvino', 'NUM_STREAMS', '"auto"'),
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const model of backendModels(project)) {
      for (const { key, value, valueRange } of model.parameters) {
        const known = findParameter(model, key);
        // OpenVINO and vLLM take an empty text for none.
        if (known?.badValue !== 'refused' || !value || acceptsValue(known, value)) continue;
        if (known.runtime !== undefined && model.config.textOf('runtime') !== known.runtime) continue;
        const instead = meantValue(known, value);
        report(
          model.config.file,
          valueRange,
          `\`${key}\` of the ${model.backend.name} backend takes ${wanted(known)}, not \`${value}\`.`,
          {
            fixes:
              instead === undefined
                ? []
                : [
                    replaceFix(
                      `Change to \`${instead}\``,
                      model.config.file.path,
                      valueRange,
                      JSON.stringify(instead),
                      known.allowed?.some((one) => one.toLowerCase() === value.toLowerCase()) === true,
                    ),
                  ],
          },
        );
      }
    }
  },
};

/** What a parameter takes, as a clause. */
export function wanted({ type, allowed, foldCase }: BackendParameter): string {
  const names = allowed?.map((one) => `\`${one}\``) ?? [];
  if (type === 'bool') return '`true` or `false`';
  if (type === 'count') return [...names, 'a whole number'].join(', ');
  if (type === 'int-list') return 'GPU numbers separated by commas';
  if (names.length === 0) return 'a whole number';
  return `${names.join(', ')}${foldCase ? '' : ', written so'}`;
}

/** The value that was most likely meant: another spelling of one, or a yes or no in the words of the parameter. */
export function meantValue({ type, allowed }: BackendParameter, value: string): string | undefined {
  const choices = allowed ?? (type === 'bool' ? ['true', 'false'] : []);
  const same = choices.find((one) => one.toLowerCase() === value.toLowerCase());
  if (same) return same;
  const yes = choices.find((one) => /^(yes|true|1)$/i.test(one));
  const no = choices.find((one) => /^(no|false|0)$/i.test(one));
  if (/^(yes|true|on|1|enabled?)$/i.test(value)) return yes;
  if (/^(no|false|off|0|disabled?)$/i.test(value)) return no;
  return nearestName(value, choices)?.name;
}
