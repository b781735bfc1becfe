import { acceptsValue, type BackendParameter } from '../../../catalog/backend-parameters.ts';
import { renameFix, replaceFix } from '../../fixes.ts';
import { type BackendModel, backendModels, findParameter, valueGiven } from '../../reading/backend-models.ts';
import type { Parameter } from '../../reading/trtllm-models.ts';
import type { ReportDetails, Rule } from '../../rule.ts';
import { meantValue, wanted } from './refused-parameter.ts';

const parameter = (key: string, value: string): string =>
  `parameters { key: ${key} value { string_value: ${value} } }\n`;

export const ignoredBackendParameter: Rule = {
  code: 'BWR003',
  name: 'backend-parameter-ignored',
  area: 'backend',
  severity: 'warning',
  appliesTo: '`parameters` of the onnxruntime, pytorch, tensorrt, openvino and vllm backends',
  summary: 'The backend reads the parameter and does nothing with it.',
  why: 'A switch that knows only one word is off for every other, a thread count has no effect in the other execution mode, a key of an older release is passed over: the setting looks right and the model runs without it.',
  remedy: 'Write the value or the key that has an effect, or take the parameter out.',
  sources: [
    'triton-inference-server/openvino_backend src/openvino.cc ParseBoolParameter: `yes` in any case, all else is off',
    'triton-inference-server/vllm_backend src/model.py _get_bool_config_param: `true` in any case, all else is off',
    'triton-inference-server/onnxruntime_backend README.md, Model Config Options: inter_op_thread_count in sequential mode',
    'triton-inference-server/pytorch_backend README.md, parameters of the Python runtime',
    'triton-inference-server/tensorrt_backend src/model_state.cc: multi_device_gpus is read with enable_multi_device',
  ],
  examples: {
    bad: [
      `backend: "openvino"\n${parameter('"ENABLE_BATCH_PADDING"', '«"true"»')}`,
      `backend: "vllm"\n${parameter('"REPORT_CUSTOM_METRICS"', '«"1"»')}`,
      `backend: "openvino"\n${parameter('«"CPU_THREADS_NUM"»', '"4"')}`,
      `backend: "onnxruntime"\n${parameter('«"inter_op_thread_count"»', '"4"')}`,
      `backend: "tensorrt"\n${parameter('«"multi_device_gpus"»', '"0,1"')}`,
    ],
    good: [
      `backend: "openvino"\n${parameter('"ENABLE_BATCH_PADDING"', '"YES"')}`,
      `backend: "onnxruntime"\n${parameter('"execution_mode"', '"1"')}${parameter('"inter_op_thread_count"', '"4"')}`,
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const model of backendModels(project)) {
      for (const parameter of model.parameters) {
        const known = findParameter(model, parameter.key);
        const found = known && reasonOf(model, known, parameter);
        if (found)
          report(
            model.config.file,
            found.atValue ? parameter.valueRange : parameter.keyRange,
            found.message,
            found.details,
          );
      }
    }
  },
};

interface Reason {
  readonly message: string;
  readonly atValue?: true;
  readonly details?: ReportDetails;
}

function reasonOf(
  { config, backend, parameters }: BackendModel,
  known: BackendParameter,
  { key, keyRange, value, valueRange }: Parameter,
): Reason | undefined {
  const path = config.file.path;
  if (known.renamed !== undefined) {
    const now = known.renamed === '' ? 'it has no successor' : `it is called \`${known.renamed}\``;
    const near = known.renamed === '' ? undefined : { name: known.renamed, certain: false };
    return {
      message: `Current releases of the ${backend.name} backend do not read \`${key}\`; ${now}.`,
      details: { fixes: renameFix(near, path, keyRange, 'quoted') },
    };
  }
  if (known.runtime !== undefined && !['', undefined].includes(value) && config.textOf('runtime') === '')
    return { message: `\`${key}\` is read only with \`runtime: "${known.runtime}"\`.` };
  if (known.badValue === 'ignored' && value && !acceptsValue(known, value)) {
    const instead = meantValue(known, value);
    return {
      atValue: true,
      message: `\`${key}\` takes ${wanted(known)}; \`${value}\` leaves it off.`,
      details: {
        fixes:
          instead === undefined
            ? []
            : [replaceFix(`Change to \`${instead}\``, path, valueRange, JSON.stringify(instead), false)],
      },
    };
  }
  if (key === 'inter_op_thread_count' && value && Number.parseInt(value, 10) > 0) {
    const mode = valueGiven(parameters, 'execution_mode');
    if (mode?.value === undefined ? !mode : /^\s*0/.test(mode.value))
      return {
        message: 'ONNX Runtime uses `inter_op_thread_count` only where `execution_mode` is 1, parallel.',
        ...(mode && {
          details: { related: [{ path, range: mode.valueRange, message: 'the mode is sequential' }] },
        }),
      };
  }
  if (key === 'multi_device_gpus' && value) {
    const enable = valueGiven(parameters, 'enable_multi_device');
    if (enable?.value === undefined ? !enable : /^(false|0|off)$/i.test(enable.value))
      return { message: '`multi_device_gpus` is read only where `enable_multi_device` is true.' };
  }
  return undefined;
}
