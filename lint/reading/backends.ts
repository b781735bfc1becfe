import { folderOf } from '../../deployment/paths.ts';
import type { Project } from '../../deployment/project.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import { ConfigMemory } from './config-memory.ts';
import { namesIn, versionsIn } from './folders.ts';
import type { ModelConfig } from './model-config.ts';

/** Which backend a platform stands for (core src/model_config_utils.cc AutoCompleteBackendFields). */
export const backendOfPlatform: Readonly<Record<string, string>> = {
  tensorflow_graphdef: 'tensorflow',
  tensorflow_savedmodel: 'tensorflow',
  tensorrt_plan: 'tensorrt',
  onnxruntime_onnx: 'onnxruntime',
  pytorch_libtorch: 'pytorch',
  libtorch: 'pytorch',
  torch_aoti: 'pytorch',
};

/** Which backend a file in the first version folder gives away, in the order in which Triton looks. */
export const backendOfFile: Readonly<Record<string, string>> = {
  'model.savedmodel': 'tensorflow',
  'model.graphdef': 'tensorflow',
  'model.plan': 'tensorrt',
  'model.onnx': 'onnxruntime',
  'model.xml': 'openvino',
  'model.pt': 'pytorch',
  'model.pt2': 'pytorch',
  'model.py': 'python',
};

/** Backends that fill in `max_batch_size` from the model where auto-complete is on. */
export const fillingBackends: ReadonlySet<string> = new Set([
  'onnxruntime',
  'tensorrt',
  'openvino',
  'tensorflow',
]);

/** The backend that runs a model, filled in as Triton does; undefined where the files do not tell, or for an ensemble. */
export function backendOf(project: Project, config: ModelConfig): string | undefined {
  const known = backends.in(project);
  if (!known.has(config)) known.set(config, findBackend(project, config));
  return known.get(config);
}

const backends = new ConfigMemory<string | undefined>();

function findBackend(project: Project, config: ModelConfig): string | undefined {
  const backend = config.textOf('backend');
  const platform = config.textOf('platform');
  const file = config.textOf('default_model_filename');
  if (backend !== '') return backend;
  if (platform === undefined || file === undefined || !config.whole) return undefined;
  const said = ownValue(backendOfPlatform, platform) ?? ownValue(backendOfFile, file);
  if (said !== undefined) return said;
  if (platform !== '' || file !== '') return undefined;
  const found = Object.keys(backendOfFile).find((name) => firstVersionFiles(project, config).has(name));
  if (found !== undefined) return backendOfFile[found];
  const dot = config.modelName?.indexOf('.') ?? -1;
  return dot >= 0 ? config.modelName!.slice(dot + 1) : undefined;
}

/** Whether core takes a model for TensorRT's; undefined where the files do not tell. */
export function isTensorrt(project: Project, config: ModelConfig): boolean | undefined {
  const platform = config.textOf('platform');
  if (platform === undefined) return undefined;
  if (platform !== '') return platform === 'tensorrt_plan';
  const backend = backendOf(project, config);
  return backend === undefined ? undefined : backend === 'tensorrt';
}

/** What stands in the version folder that Triton looks into: the first by name. */
function firstVersionFiles(project: Project, { home }: ModelConfig): ReadonlySet<string> {
  const first = home === undefined ? undefined : versionsIn(project, home).sort()[0];
  return first === undefined ? new Set() : namesIn(project, `${home}/${first}`);
}

const scripts = new WeakMap<Project, ReadonlyMap<string, SourceFile>>();

/** The `model.py` of a Python model, where it was read: that of the first version folder by name. */
export function pythonScript(project: Project, config: ModelConfig): SourceFile | undefined {
  let byModel = scripts.get(project);
  if (!byModel) {
    const found = new Map<string, SourceFile>();
    for (const file of project.files) {
      if (!file.path.endsWith('/model.py')) continue;
      const model = folderOf(folderOf(file.path));
      if (!found.has(model)) found.set(model, file);
    }
    byModel = found;
    scripts.set(project, byModel);
  }
  return byModel.get(folderOf(config.file.path));
}

const ownValue = (record: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
