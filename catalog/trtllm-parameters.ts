import data from './data/trtllm-parameters.json' with { type: 'json' };
import type { Source } from './types.ts';

/** One key of `parameters` in the `tensorrt_llm` model's config.pbtxt, as the tensorrtllm backend reads it. */
export interface TrtllmParameter {
  readonly name: string;
  readonly type: 'string' | 'path' | 'bool' | 'int' | 'uint' | 'float' | 'int-list' | 'int-lists';
  readonly doc: string;
  readonly notes?: string;
  /** Values of a string; anything else is refused, or warned about and replaced by the default (`notes`). */
  readonly allowed?: readonly string[];
  /** Both ends included. */
  readonly range?: readonly [number, number];
  readonly default?: string | number | boolean;
  readonly required: boolean;
  /** The version of the backend that first read it. */
  readonly since?: string;
  /** The first version whose template has it; absent for keys that the template leaves out. */
  readonly templateSince?: string;
  /** The last version that had it. */
  readonly removedAfter?: string;
  /** How the template fills it: `${kv_cache_free_gpu_mem_fraction}`. */
  readonly placeholder?: string;
  readonly source: Source;
}

export const trtllmParameters: readonly TrtllmParameter[] = data.parameters as readonly TrtllmParameter[];

const byName = new Map(trtllmParameters.map((parameter) => [parameter.name, parameter]));

export const findTrtllmParameter = (name: string): TrtllmParameter | undefined => byName.get(name);

/** Placeholders without which a model of the template does not load, by model: `tensorrt_llm`, `preprocessing`, … */
export const mandatoryPlaceholders: Readonly<Record<string, readonly string[]>> = data.mandatoryPlaceholders;

/** Placeholders of `tensorrt_llm` that stand outside quotes: unfilled, they break the parse of the file. */
export const placeholdersOutsideStrings: readonly string[] = data.placeholdersOutsideStrings;

/** What the C++ backend takes for a bool; anything else throws, which most keys swallow and use the default. */
export const booleanSpellings: { readonly true: readonly string[]; readonly false: readonly string[] } =
  data.booleanSpellings;

export interface TemplateKey {
  readonly name: string;
  readonly first: string;
  readonly last: string;
  readonly value: string;
}

/** Keys of `parameters` in the templates of the other models: `inflight_batcher_llm/preprocessing`, … */
export const otherTemplates: Readonly<Record<string, readonly TemplateKey[]>> = data.otherTemplates;
