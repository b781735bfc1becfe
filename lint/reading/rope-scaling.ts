import { configFileOf } from '../../deployment/model-name.ts';
import type { Project } from '../../deployment/project.ts';

/**
 * How much longer than `max_position_embeddings` the `config.json` of a model in the workspace lets it be, by its rope
 * scaling; 1 where there is none. Kinds whose length already stands in `max_position_embeddings` count as 1
 * (vllm/config _get_and_verify_max_len).
 */
export function ropeFactor(model: string, project: Project): number {
  const file = configFileOf(model, project.files);
  if (!file) return 1;
  let config: unknown;
  try {
    config = JSON.parse(file.text);
  } catch {
    return 1;
  }
  const outer = recordOf(config);
  const inner = recordOf(outer.text_config);
  const scaling = recordOf(
    outer.rope_scaling ?? inner.rope_scaling ?? outer.rope_parameters ?? inner.rope_parameters,
  );
  const kind = scaling.rope_type ?? scaling.type;
  const factor = scaling.factor;
  if (typeof factor !== 'number' || factor <= 1 || lengthens.every((one) => one !== kind)) return 1;
  return factor;
}

const lengthens = ['linear', 'dynamic', 'yarn', 'deepseek_yarn', 'ntk'];

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : {};
