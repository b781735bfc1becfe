import { findTrtllmParameter } from '../../catalog/trtllm-parameters.ts';
import type { Project } from '../../deployment/project.ts';
import { fillCommands } from './fill-commands.ts';

export interface KnownValue {
  readonly value: string;
  /** Where it comes from, as a clause: `as build.sh fills it elsewhere`. */
  readonly because: string;
}

/**
 * What stands for unset outside of `parameters`: defaults of Triton's schema, what `fill_template.py` itself
 * substitutes, and the one backend and batching type that the template is for (tensorrtllm_backend docs/model_config.md).
 */
const templateDefaults: Readonly<Record<string, KnownValue>> = {
  max_queue_size: { value: '0', because: 'what `fill_template.py` takes by itself' },
  max_queue_delay_microseconds: { value: '0', because: "Triton's default" },
  decoupled_mode: { value: 'false', because: "Triton's default" },
  bls_instance_count: { value: '1', because: "Triton's default" },
  preprocessing_instance_count: { value: '1', because: "Triton's default" },
  postprocessing_instance_count: { value: '1', because: "Triton's default" },
  triton_backend: { value: 'tensorrtllm', because: 'the backend that the template is for' },
  batching_strategy: { value: 'inflight_fused_batching', because: 'in-flight batching' },
};

/** A value for a placeholder: what a command fills in elsewhere, else the default of the parameter or of the field. */
export function valueFor(name: string, key: string | undefined, project: Project): KnownValue | undefined {
  const elsewhere = new Map<string, string>();
  for (const { located, substitutions } of fillCommands(project))
    for (const one of substitutions)
      if (one.name === name && one.value !== undefined) elsewhere.set(one.value, located.file.path);
  if (elsewhere.size === 1) {
    const [[value, path]] = elsewhere as unknown as [[string, string]];
    return { value, because: `as ${path} fills it elsewhere` };
  }
  const parameter = key === undefined ? undefined : findTrtllmParameter(key);
  if (parameter?.default !== undefined && !parameter.required && !/[ <]/.test(String(parameter.default)))
    return { value: String(parameter.default), because: "the backend's default" };
  return Object.hasOwn(templateDefaults, name) ? templateDefaults[name] : undefined;
}
