import { type Backend, type BackendParameter, findBackend } from '../../catalog/backend-parameters.ts';
import type { Project } from '../../deployment/project.ts';
import { backendOf } from './backends.ts';
import { type ModelConfig, modelConfigs } from './model-config.ts';
import { type Parameter, parametersOf } from './trtllm-models.ts';

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
      const name = backendOf(project, config);
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
export const valueGiven = (parameters: readonly Parameter[], key: string): Parameter | undefined =>
  parameters.findLast((parameter) => parameter.key === key);
