import data from './data/models.json' with { type: 'json' };
import { nearestNames } from './nearest.ts';
import type { Lookup, ModelArchitecture } from './types.ts';

export const models = data.models as unknown as readonly ModelArchitecture[];

/** Words at the end of a model's name that do not change its architecture, and why. */
export const variantWords: readonly VariantWord[] = data.variantWords as VariantWord[];

interface VariantWord {
  readonly word: string;
  readonly how: string;
  /** The longest context may be another one. */
  readonly otherContext?: boolean;
}

const variants: ReadonlyMap<string, VariantWord> = new Map(variantWords.map((each) => [each.word, each]));
const byKey = keyed((name) => [normalise(name)]);
const byStem = keyed((name) => stemsOf(normalise(name)).slice(1));

/**
 * The architecture that a model's name means, with or without its organisation, a folder in front, or a variant at its
 * end (`-Instruct`, `-FP8`, `-hf`, a date). The longest part of the name that the catalogue knows decides; several
 * models under it with different dimensions are ambiguous.
 */
export function findModel(name: string): Lookup<ModelArchitecture> {
  const key = normalise(name);
  if (key === '') return { kind: 'unknown', nearest: [] };
  for (const stem of stemsOf(key)) {
    const exact = byKey.get(stem) ?? byStem.get(stem);
    if (exact !== undefined)
      return oneOf(byKey.has(stem) ? exact.map((model) => forVariant(model, key, stem)) : exact);
  }
  const beginning = models.filter((model) => normalise(model.name).startsWith(`${key}-`));
  if (beginning.length > 0) return oneOf(beginning);
  return {
    kind: 'unknown',
    // To compare with every name takes long, and few who ask want to know.
    get nearest() {
      const near = nearestNames(key, [...byKey.keys()], 5).flatMap((each) => byKey.get(each)!);
      return [...new Set(near)];
    },
  };
}

function oneOf(candidates: readonly ModelArchitecture[]): Lookup<ModelArchitecture> {
  const first = candidates[0]!;
  const same = candidates.every((each) => shapeOf(each) === shapeOf(first));
  return same ? { kind: 'found', item: first } : { kind: 'ambiguous', candidates };
}

/** The architecture under a longer name: its context is left open where a word of the rest may have changed it. */
function forVariant(model: ModelArchitecture, key: string, stem: string): ModelArchitecture {
  const rest = key.slice(stem.length).split('-');
  if (!rest.some((word) => variants.get(word)?.otherContext)) return model;
  const { maxPosition: _left, ...open } = model;
  return open;
}

function shapeOf({ name: _name, aliases: _aliases, source: _source, ...shape }: ModelArchitecture): string {
  return JSON.stringify(shape);
}

/** `meta-llama/Meta-Llama-3.1-8B` and `/models/llama3.1_8b/` both become `llama-3.1-8b`. */
function normalise(name: string): string {
  const trimmed = name
    .slice(0, 300)
    .replace(/\s\(.*$/s, '')
    .trim()
    .replace(/\/+$/, '');
  return trimmed
    .slice(trimmed.lastIndexOf('/') + 1)
    .toLowerCase()
    .replace(/(?<![\d.])(\d)_(\d)(?![\db])/g, '$1.$2')
    .replaceAll(/[_\s:]+/g, '-')
    .replace(/^meta-(?=llama)/, '')
    .replace(/^(llama|qwen|gemma|phi|falcon|mixtral|mistral)-?(\d)/, (_, family: string, digit: string) =>
      family === 'qwen' ? `qwen${digit}` : `${family}-${digit}`,
    );
}

/** The name itself, then without one variant word after the other from its end. */
function stemsOf(key: string): string[] {
  const stems = [key];
  const words = key.split('-');
  while (words.length > 1 && variants.has(words[words.length - 1]!)) {
    words.pop();
    stems.push(words.join('-'));
  }
  return stems;
}

function keyed(
  keysOf: (name: string) => readonly string[],
): ReadonlyMap<string, readonly ModelArchitecture[]> {
  const map = new Map<string, ModelArchitecture[]>();
  for (const model of models)
    for (const key of new Set([model.name, ...model.aliases].flatMap((name) => [...keysOf(name)]))) {
      const list = map.get(key);
      if (list === undefined) map.set(key, [model]);
      else list.push(model);
    }
  return map;
}
