import type { Facts } from './facts.ts';

interface FactParameter {
  type?: string;
  allowed?: string[];
  default?: string;
  doc?: string;
  since?: string;
  deprecated?: string | boolean;
}

interface FactBackend {
  source: string;
  parameters: Record<string, FactParameter>;
  optionalInputs?: string;
  'pythonRuntime(model.py, runtime: "model.py")'?: Record<string, string>;
  'any other key'?: string;
  execution_accelerators?: {
    gpu: { tensorrt: Record<string, string | string[]>; cuda: string };
    cpu: Record<string, string>;
  };
}

type FactFile = Record<string, FactBackend>;

interface Reading {
  readonly badValue: 'refused' | 'ignored';
  readonly type?: string;
  readonly allowed?: readonly string[];
  readonly foldCase?: true;
}

const refused: Reading = { badValue: 'refused' };
/** `yes` turns it on, everything else leaves it off. */
const yesOnly: Reading = { badValue: 'ignored', type: 'choice', allowed: ['YES', 'NO'], foldCase: true };

/**
 * How each backend's code takes a value, which its README does not say.
 * openvino_backend src/openvino.cc ParseBoolParameter and ParseParameterHelper (values in lower case, numbers in
 * digits only); vllm_backend src/model.py _get_bool_config_param (`true` in any case, all else is false);
 * python_backend src/python_be.cc ValidateModelConfig; onnxruntime_backend src/onnxruntime.cc TryParseModelStringParameter
 * and pytorch_backend src/pt/model_state.cc ParseParameters hand conversion errors on.
 */
const readings: Readonly<Record<string, Reading>> = {
  'openvino.PERFORMANCE_HINT': {
    badValue: 'refused',
    type: 'choice',
    allowed: ['LATENCY', 'THROUGHPUT', 'CUMULATIVE_THROUGHPUT'],
    foldCase: true,
  },
  'openvino.HINT_BF16': { badValue: 'refused', type: 'choice', foldCase: true },
  'openvino.NUM_STREAMS': { badValue: 'refused', type: 'count', allowed: ['AUTO', 'NUMA'], foldCase: true },
  'openvino.SKIP_OV_DYNAMIC_BATCHSIZE': yesOnly,
  'openvino.ENABLE_BATCH_PADDING': yesOnly,
  'openvino.RESHAPE_IO_LAYERS': yesOnly,
  'vllm.REPORT_CUSTOM_METRICS': {
    badValue: 'ignored',
    type: 'choice',
    allowed: ['true', 'false'],
    foldCase: true,
  },
  'vllm.ENABLE_VLLM_HEALTH_CHECK': {
    badValue: 'ignored',
    type: 'choice',
    allowed: ['true', 'false'],
    foldCase: true,
  },
  'onnxruntime.session.use_device_allocator_for_initializers': { badValue: 'ignored' },
  // Read by ParseBoolValue, of which 0 and 1 are two of the spellings.
  'onnxruntime.enable_mem_arena': { badValue: 'refused', type: 'bool' },
  'onnxruntime.enable_mem_pattern': { badValue: 'refused', type: 'bool' },
};

/** Keys of older openvino backends (src/openvino.cc before the OpenVINO 2 interface), and what took their place. */
const renamedKeys: Readonly<Record<string, string>> = {
  CPU_THREADS_NUM: 'INFERENCE_NUM_THREADS',
  CPU_THROUGHPUT_STREAMS: 'NUM_STREAMS',
  ENFORCE_BF16: 'HINT_BF16',
  CPU_BIND_THREAD: '',
};

/** Younger than the facts: vllm_backend src/model.py _validate_device_config at 00ea75bc. */
const gpuDeviceIds = {
  name: 'GPU_DEVICE_IDS',
  type: 'int-list',
  badValue: 'refused',
  doc: 'GPUs of a KIND_MODEL instance',
  source: 'triton-inference-server/vllm_backend@00ea75bc src/model.py',
};

export function backendParameters(facts: Facts) {
  const file = facts.json<FactFile>('triton/backend_params.json');
  const { core, ...backends } = file;
  const onnx = file.onnxruntime?.execution_accelerators;
  if (!core || !onnx) throw new Error('backend_params.json: core or the accelerators are missing');
  return {
    source: Object.values(file)
      .map(({ source }) => source)
      .join('; '),
    backends: Object.entries(backends).map(([name, fact]) => ({
      name,
      source: fact.source,
      optionalInputs: optionalInputs(fact.optionalInputs),
      otherKeys: fact['any other key'] ? 'free' : 'ignored',
      parameters: parametersOf(name, fact),
    })),
    coreParameters: Object.keys(core.parameters),
    accelerators: {
      source: file.onnxruntime!.source,
      gpu: Object.keys(onnx.gpu).filter((name) => !name.startsWith('$')),
      cpu: Object.keys(onnx.cpu),
      tensorrt: Object.entries(onnx.gpu.tensorrt)
        .filter(([name]) => !name.startsWith('$'))
        .map(([name, type]) =>
          Array.isArray(type)
            ? { name, type: 'choice', allowed: type }
            : { name, type: /^(bool|int|string)/.exec(type)![1]! },
        ),
    },
  };
}

/** vLLM runs on the python backend, which allows them. */
const optionalInputs = (fact: string | undefined): string =>
  fact === undefined || fact === 'allowed'
    ? 'allowed'
    : fact.startsWith('allowed only')
      ? 'unbatched'
      : 'refused';

function parametersOf(backend: string, fact: FactBackend) {
  const source = fact.source;
  const python = Object.entries(fact['pythonRuntime(model.py, runtime: "model.py")'] ?? {});
  return [
    ...Object.entries(fact.parameters).map(([name, parameter]) => ({
      name,
      ...readingOf(`${backend}.${name}`, parameter),
      ...optional('default', parameter.default),
      ...optional('doc', parameter.doc),
      ...optional('since', parameter.since),
      ...optional(
        'deprecated',
        parameter.deprecated === true ? 'the options of the cuda accelerator' : parameter.deprecated,
      ),
      source,
    })),
    ...python.map(([name, type]) => ({
      name,
      type: type === 'int' ? 'int' : 'json',
      badValue: 'refused',
      runtime: 'model.py',
      source,
    })),
    ...(backend === 'vllm' ? [gpuDeviceIds] : []),
    ...(backend === 'openvino'
      ? Object.entries(renamedKeys).map(([name, renamed]) => ({
          name,
          type: 'string',
          badValue: 'ignored',
          renamed,
          source:
            'triton-inference-server/openvino_backend src/openvino.cc, ParseParameterHelper over its history',
        }))
      : []),
  ];
}

function readingOf(key: string, { type, allowed }: FactParameter) {
  const reading = readings[key] ?? refused;
  const values = reading.allowed ?? allowed?.filter((value) => !value.startsWith('<'));
  return {
    type: reading.type ?? typeOf(type, allowed),
    ...optional('allowed', reading.type === 'bool' ? undefined : values),
    ...optional('foldCase', reading.foldCase),
    badValue: reading.badValue,
  };
}

function typeOf(type: string | undefined, allowed: readonly string[] | undefined): string {
  if (type?.startsWith('int list')) return 'int-list';
  if (type === 'int >= 0') return 'count';
  if (allowed && type !== 'bool') return 'choice';
  return type ?? 'string';
}

const optional = <T>(name: string, value: T | undefined): Record<string, T> =>
  value === undefined ? {} : { [name]: value };
