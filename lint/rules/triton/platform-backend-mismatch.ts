import { replaceFix } from '../../fixes.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import type { ReportDetails, Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

/** The pairs that core checks; every other backend takes any platform (GetBackendTypeFromPlatform). */
const backendOfPlatform: Readonly<Record<string, string>> = {
  tensorflow_graphdef: 'tensorflow',
  tensorflow_savedmodel: 'tensorflow',
  tensorrt_plan: 'tensorrt',
  onnxruntime_onnx: 'onnxruntime',
  pytorch_libtorch: 'pytorch',
  torch_aoti: 'pytorch',
};
const checkedBackends = new Set(Object.values(backendOfPlatform));

export const platformBackendMismatch: Rule = {
  code: 'BWT003',
  name: 'platform-backend-mismatch',
  area: 'triton',
  severity: 'error',
  appliesTo: '`platform` and `backend` of a `config.pbtxt`',
  summary: '`platform` is unknown, or does not go with `backend`.',
  why: 'Triton refuses a platform that it does not know, and a platform of another backend than the one that is set.',
  remedy: 'Set `backend` alone; `platform` is needed for ensembles only.',
  sources: [
    'triton-inference-server/core src/model_config_utils.cc ValidateModelConfig, GetBackendTypeFromPlatform',
  ],
  examples: {
    bad: [
      'platform: «"onnxruntime"»\nmax_batch_size: 8\n',
      'backend: "tensorrt"\nplatform: «"onnxruntime_onnx"»\n',
      'backend: "pytorch"\nplatform: «"libtorch"»\n',
      'platform: «"libtorch"»\nmax_batch_size: 8\n',
    ],
    good: [
      'platform: "onnxruntime_onnx"\n',
      'backend: "openvino"\nplatform: "anything"\n',
      'platform: "libtorch"\ndefault_model_filename: "model.pt"\nbackend: "python"\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'platform')) {
      const platform = config.string('platform');
      if (!platform?.value || platform.origin.kind !== 'file' || platform.value === 'ensemble') continue;
      const problem = problemOf(config, platform.value);
      if (problem)
        report(
          config.file,
          platform.origin.range,
          problem,
          fixFor(config, platform.value, platform.origin.range),
        );
    }
  },
};

function problemOf(config: ModelConfig, platform: string): string | undefined {
  const backend = config.textOf('backend');
  if (backend === undefined || /\$\{|\{\{/.test(platform)) return undefined;
  const fitting = backendOfPlatform[platform];
  if (backend === '') {
    // Filling in takes `libtorch` for PyTorch, and the check after it does not.
    if (platform === 'libtorch')
      return 'Triton refuses `libtorch` in the end; `pytorch_libtorch` is the name of the platform.';
    if (fitting || config.config.excerpt || config.textOf('default_model_filename') !== '') return undefined;
    return `Triton knows no platform \`${platform}\`${suggestion(platform)}.`;
  }
  if (!checkedBackends.has(backend) || fitting === backend) return undefined;
  return `Platform \`${platform}\` does not go with backend \`${backend}\`: leave \`platform\` out.`;
}

function suggestion(platform: string): string {
  const meant = meantPlatform(platform);
  return meant ? `; \`${meant}\` was probably meant` : '';
}

function meantPlatform(platform: string): string | undefined {
  if (platform === 'libtorch') return 'pytorch_libtorch';
  const byBackend = Object.keys(backendOfPlatform).find(
    (name) => name === `${platform}_onnx` || name === `${platform}_plan`,
  );
  return byBackend ?? nearestName(platform, Object.keys(backendOfPlatform))?.name;
}

function fixFor(config: ModelConfig, platform: string, range: { start: number; end: number }): ReportDetails {
  const meant = config.textOf('backend') === '' ? meantPlatform(platform) : undefined;
  return meant
    ? { fixes: [replaceFix(`Change to \`${meant}\``, config.file.path, range, JSON.stringify(meant), false)] }
    : {};
}
