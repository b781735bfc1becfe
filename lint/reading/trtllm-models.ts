import type { Project } from '../../deployment/project.ts';
import type { Range } from '../../grammar/text.ts';
import { mapEntries, scalarField, stringValue } from '../../grammar/textproto/query.ts';
import { type ModelConfig, modelConfigs } from './model-config.ts';
import { hasPlaceholder } from './placeholders.ts';

/** One entry of `parameters`. */
export interface Parameter {
  readonly key: string;
  readonly keyRange: Range;
  /** Undefined where it is not filled in yet. */
  readonly value: string | undefined;
  readonly valueRange: Range;
}

/** Every model that the `tensorrtllm` backend runs, with its parameters in order. */
export function trtllmModels(project: Project): { config: ModelConfig; parameters: readonly Parameter[] }[] {
  return modelConfigs(project)
    .filter((config) => config.textOf('backend') === 'tensorrtllm')
    .map((config) => ({ config, parameters: parametersOf(config) }));
}

export function parametersOf(config: ModelConfig): Parameter[] {
  return mapEntries(config.root, 'parameters').flatMap(({ key, keyText, value, entry }) => {
    const node = value?.kind === 'message' ? scalarField(value, 'string_value') : undefined;
    const text = stringValue(node);
    return [
      {
        key: keyText,
        keyRange: key?.range ?? entry.range,
        value: text === undefined || hasPlaceholder(text) ? undefined : text,
        valueRange: node?.range ?? entry.range,
      },
    ];
  });
}
