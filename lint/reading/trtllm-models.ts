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

export interface TrtllmModel {
  readonly config: ModelConfig;
  readonly parameters: readonly Parameter[];
}

const models = new WeakMap<Project, readonly TrtllmModel[]>();

/** Every model that the `tensorrtllm` backend runs, with its parameters in order; found once for all rules. */
export function trtllmModels(project: Project): readonly TrtllmModel[] {
  let found = models.get(project);
  if (!found) {
    found = modelConfigs(project)
      .filter((config) => config.textOf('backend') === 'tensorrtllm')
      .map((config) => ({ config, parameters: parametersOf(config) }));
    models.set(project, found);
  }
  return found;
}

const readings = new WeakMap<ModelConfig, readonly Parameter[]>();

/** The entries of `parameters` in order, read once for all rules. */
export function parametersOf(config: ModelConfig): readonly Parameter[] {
  let parameters = readings.get(config);
  if (!parameters) {
    parameters = readParameters(config);
    readings.set(config, parameters);
  }
  return parameters;
}

function readParameters(config: ModelConfig): Parameter[] {
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
