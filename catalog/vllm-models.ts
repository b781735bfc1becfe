import data from './data/vllm-models.json' with { type: 'json' };
import type { ModelArchitecture, Source } from './types.ts';
import { compareVersions } from './version.ts';

export interface VllmModels {
  readonly source: Source;
  /** The last release that this holds for. */
  readonly through: string;
  /** What cannot be cut into pipeline stages, by the class of its config.json or by its name. */
  readonly withoutStages: readonly { readonly architecture: string; readonly models: readonly string[] }[];
  /** Models of the catalogue that read images or sound. */
  readonly severalInputs: readonly string[];
  /** Models of the catalogue that have layers to draft with, or may have. */
  readonly draftLayers: readonly string[];
}

const { through, withoutStages, severalInputs, draftLayers } = data as VllmModels;

/** The class of a model that vLLM does not cut into stages; `architectures` are those of its config.json. */
export function withoutPipelineStages(
  name: string,
  architectures: readonly string[],
  version: string | undefined,
): string | undefined {
  if (version !== undefined && compareVersions(version, through) > 0) return undefined;
  return withoutStages.find((each) => architectures.includes(each.architecture) || each.models.includes(name))
    ?.architecture;
}

/** Whether a model of the catalogue reads nothing but text; undefined for one from elsewhere. */
export const readsTextOnly = (model: ModelArchitecture): boolean | undefined =>
  fromCatalogue(model) ? !severalInputs.includes(model.name) : undefined;

/** Whether a model of the catalogue surely has no layers that predict further tokens. */
export const hasNoDraftLayers = (model: ModelArchitecture): boolean =>
  fromCatalogue(model) && !draftLayers.includes(model.name);

const fromCatalogue = ({ source }: ModelArchitecture): boolean => source !== 'config.json';
