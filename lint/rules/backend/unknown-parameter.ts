import { type Backend, backends, coreParameters } from '../../../catalog/backend-parameters.ts';
import { renameFix } from '../../fixes.ts';
import { backendModels, findParameter } from '../../reading/backend-models.ts';
import type { Rule } from '../../rule.ts';
import { type Nearest, nearestName } from '../../spelling.ts';

const onnx = (key: string): string =>
  `backend: "onnxruntime"\nparameters { key: ${key} value { string_value: "4" } }\n`;

export const unknownBackendParameter: Rule = {
  code: 'BWR001',
  name: 'backend-parameter-unknown',
  area: 'backend',
  severity: 'warning',
  appliesTo: '`parameters` of the onnxruntime, pytorch, tensorrt, openvino, vllm and python backends',
  summary:
    'The backend reads no parameter of this name, but one of nearly this name, or another backend does.',
  why: 'A backend passes over parameters that it does not know, so the setting has no effect. Names are compared letter by letter: the onnxruntime backend writes them small, PyTorch, Python and OpenVINO in capitals.',
  remedy:
    'Write the name as the backend reads it. A parameter that is only meant for clients to read is fine.',
  sources: [
    'triton-inference-server/onnxruntime_backend, pytorch_backend, tensorrt_backend, openvino_backend README.md, Parameters',
    'triton-inference-server/python_backend src/python_be.cc; vllm_backend src/model.py',
  ],
  examples: {
    bad: [
      onnx('«"intra_op_thread_cnt"»'),
      onnx('«"INTRA_OP_THREAD_COUNT"»'),
      'backend: "python"\nparameters { key: «"FORCE_CPU_ONLY_INPUT_TENSOR"» value { string_value: "no" } }\n',
    ],
    good: [
      onnx('"intra_op_thread_count"'),
      onnx('"labels_version"'),
      'backend: "python"\nparameters { key: "intra_op_thread_count" value { string_value: "4" } }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const model of backendModels(project)) {
      const { config, backend, parameters } = model;
      for (const { key, keyRange } of parameters) {
        if (findParameter(model, key) || coreParameters.includes(key)) continue;
        const near = meant(key, backend);
        const other = near ? undefined : ownerOf(key, backend);
        if (!near && !other) continue;
        report(
          config.file,
          keyRange,
          near
            ? `The ${backend.name} backend reads no \`${key}\`; it is called \`${near.name}\`.`
            : `\`${key}\` is a parameter of the ${other} backend; ${backend.name} does not read it.`,
          { fixes: renameFix(near, config.file.path, keyRange, 'quoted') },
        );
      }
    }
  },
};

/** What was meant by a key; where the model's own code reads keys too, only a certain slip counts. */
function meant(key: string, backend: Backend): Nearest | undefined {
  const names = backend.parameters.filter(({ renamed }) => renamed === undefined).map(({ name }) => name);
  const same = names.find((name) => name.toLowerCase() === key.toLowerCase());
  if (same) return { name: same, certain: true };
  const near = nearestName(key, names);
  return near?.certain ? near : undefined;
}

function ownerOf(key: string, backend: Backend): string | undefined {
  if (backend.otherKeys === 'free') return undefined;
  return backends.find(({ parameters }) => parameters.some(({ name }) => name === key))?.name;
}
