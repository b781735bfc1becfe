import type { Project } from '../../deployment/project.ts';
import type { ModelConfig } from './model-config.ts';

/**
 * What was worked out of a config together with the files around it. An unchanged config is the same object in one
 * project after another, as an editor makes them; what hangs on the config alone can be kept by the config.
 */
export class ConfigMemory<T> {
  private readonly byProject = new WeakMap<Project, Map<ModelConfig, T>>();

  in(project: Project): Map<ModelConfig, T> {
    let memory = this.byProject.get(project);
    if (!memory) {
      memory = new Map();
      this.byProject.set(project, memory);
    }
    return memory;
  }
}
