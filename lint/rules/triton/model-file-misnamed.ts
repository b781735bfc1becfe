import { backendOf } from '../../reading/backends.ts';
import { namesIn, versionsIn } from '../../reading/folders.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

/** The file that a backend looks for, and the endings of such files under other names. */
const filesOf: Readonly<Record<string, { readonly name: string; readonly ending: RegExp }>> = {
  onnxruntime: { name: 'model.onnx', ending: /\.onnx$/ },
  tensorrt: { name: 'model.plan', ending: /\.(plan|engine|trt)$/ },
  pytorch: { name: 'model.pt', ending: /\.(pt|pth|ts)$/ },
  openvino: { name: 'model.xml', ending: /\.xml$/ },
  python: { name: 'model.py', ending: /\.py$/ },
};

export const modelFileMisnamed: Rule = {
  code: 'BWT070',
  name: 'model-file-misnamed',
  area: 'triton',
  severity: 'warning',
  appliesTo:
    'models of the backends onnxruntime, tensorrt, pytorch, openvino and python with version folders, all releases of Triton',
  summary: 'A version folder holds a model file, but not under the name that Triton looks for.',
  why: 'Triton opens the file that `default_model_filename` names, `model.onnx`, `model.plan`, `model.pt`, `model.xml` or `model.py` where it is not set; a model without it does not load.',
  remedy: 'Rename the file, or name it in `default_model_filename`.',
  sources: [
    'triton-inference-server/core src/model_config_utils.cc AutoCompleteBackendFields',
    'triton-inference-server/server docs/user_guide/model_repository.md',
  ],
  examples: {
    bad: [
      { 'models/m/config.pbtxt': '«backend»: "onnxruntime"\n', 'models/m/1/resnet50.onnx': 'x' },
      {
        'models/m/config.pbtxt': 'backend: "onnxruntime"\n«default_model_filename»: "resnet.onnx"\n',
        'models/m/1/resnet50.onnx': 'x',
      },
    ],
    good: [
      { 'models/m/config.pbtxt': 'backend: "onnxruntime"\n', 'models/m/1/model.onnx': 'x' },
      {
        'models/m/config.pbtxt': 'backend: "onnxruntime"\ndefault_model_filename: "resnet50.onnx"\n',
        'models/m/1/resnet50.onnx': 'x',
      },
      { 'models/m/config.pbtxt': 'backend: "onnxruntime"\n', 'models/m/1/.gitkeep': '' },
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      const { home } = config;
      const kind = home === undefined ? undefined : filesOf[backendOf(project, config) ?? ''];
      const wanted = kind && wantedFile(config, kind.name);
      if (home === undefined || !kind || !wanted) continue;
      for (const version of versionsIn(project, home)) {
        const names = [...namesIn(project, `${home}/${version}`)];
        const others = names.filter((name) => kind.ending.test(name)).sort();
        if (others.length === 0 || names.includes(wanted)) continue;
        const [only] = others;
        report(
          config.file,
          (config.field('default_model_filename') ?? config.field('backend') ?? config.field('platform'))
            ?.name.range ?? config.head,
          `Version ${version} has no \`${wanted}\`, but ${others.map((name) => `\`${name}\``).join(', ')}.`,
          { fixes: others.length === 1 && only !== undefined ? fixFor(config, only) : [] },
        );
        break;
      }
    }
  },
};

/** Undefined where the name is a path or unknown, or depends on the GPU. */
function wantedFile(config: ModelConfig, usual: string): string | undefined {
  const named = config.textOf('default_model_filename');
  if (!config.whole || named === undefined || named.includes('/') || config.has('cc_model_filenames'))
    return undefined;
  // AOTInductor packages and models of PyTorch code have files of their own.
  if (named === '' && (config.textOf('platform') === 'torch_aoti' || config.has('runtime'))) return undefined;
  return named === '' ? usual : named;
}

function fixFor(config: ModelConfig, name: string) {
  const path = config.file.path;
  const field = config.field('default_model_filename');
  const value = field?.values[0];
  const text = JSON.stringify(name);
  if (value) return [{ title: `Name \`${name}\``, safe: false, edits: [{ path, range: value.range, text }] }];
  const at = config.root.fields[0]?.range.start ?? 0;
  const range = { start: at, end: at };
  return [
    {
      title: `Name \`${name}\``,
      safe: false,
      edits: [{ path, range, text: `default_model_filename: ${text}\n` }],
    },
  ];
}
