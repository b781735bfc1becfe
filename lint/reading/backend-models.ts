import { type Backend, type BackendParameter, findBackend } from '../../catalog/backend-parameters.ts';
import type { Project } from '../../deployment/project.ts';
import { type ModelConfig, modelConfigs } from './model-config.ts';
import { type Parameter, parametersOf } from './trtllm-models.ts';

/** The backend that a `platform` stands for (core model_config_utils.cc GetBackendTypeFromPlatform). */
const backendOfPlatform: Readonly<Record<string, string>> = {
  onnxruntime_onnx: 'onnxruntime',
  pytorch_libtorch: 'pytorch',
  torch_aoti: 'pytorch',
  tensorrt_plan: 'tensorrt',
};

/** The name of the backend that runs a model; undefined where the file does not say it. */
export function backendName(config: ModelConfig): string | undefined {
  const backend = config.textOf('backend');
  if (backend !== '') return backend;
  const platform = config.textOf('platform');
  return platform !== undefined && Object.hasOwn(backendOfPlatform, platform)
    ? backendOfPlatform[platform]
    : undefined;
}

export interface BackendModel {
  readonly config: ModelConfig;
  readonly backend: Backend;
  readonly parameters: readonly Parameter[];
}

const readings = new WeakMap<Project, readonly BackendModel[]>();

/** Every model whose backend's parameters are known, those of the tensorrtllm backend left out; read once. */
export function backendModels(project: Project): readonly BackendModel[] {
  let models = readings.get(project);
  if (!models) {
    models = modelConfigs(project).flatMap((config) => {
      const name = backendName(config);
      const backend = name === undefined ? undefined : findBackend(name);
      return backend ? [{ config, backend, parameters: parametersOf(config) }] : [];
    });
    readings.set(project, models);
  }
  return models;
}

export const findParameter = ({ backend }: BackendModel, key: string): BackendParameter | undefined =>
  backend.parameters.find(({ name }) => name === key);

/** The last value given to a key, the one that counts. */
export const valueOf = (parameters: readonly Parameter[], key: string): Parameter | undefined =>
  parameters.findLast((parameter) => parameter.key === key);
