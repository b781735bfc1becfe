import type { Facts } from './facts.ts';

interface FactParameter {
  name: string;
  type: string;
  allowed: (string | number)[] | null;
  default: string | number | boolean | null;
  required: boolean;
  doc: string;
  notes: string | null;
  since: string | null;
  templateSince: string | null;
  removedAfter: string | null;
  placeholder: string | null;
  source: string;
}

interface FactFile {
  note: string;
  parameters: FactParameter[];
  mandatoryPlaceholders: Record<string, string[]>;
  placeholdersOutsideStrings: { tensorrt_llm: string[] };
  otherModelTemplates: Record<string, Record<string, { first: string; last: string; value: string }>>;
}

const TYPES: readonly [RegExp, string][] = [
  [/^int lists|^int\[\]\[\]/, 'int-lists'],
  [/^int32\[\]/, 'int-list'],
  [/^(uint32|size)$/, 'uint'],
  [/^int(32)?$/, 'int'],
];

export function trtllmParameters(facts: Facts) {
  const fact = facts.json<FactFile>('triton/tensorrtllm_params.json');
  return {
    source:
      'triton-inference-server/tensorrtllm_backend tags v0.5.0 to v0.19.0, then NVIDIA/TensorRT-LLM triton_backend/',
    parameters: fact.parameters.map(toParameter),
    mandatoryPlaceholders: fact.mandatoryPlaceholders,
    placeholdersOutsideStrings: fact.placeholdersOutsideStrings.tensorrt_llm,
    booleanSpellings: booleanSpellings(fact.note),
    otherTemplates: Object.fromEntries(
      Object.entries(fact.otherModelTemplates).map(([model, keys]) => [
        model,
        Object.entries(keys)
          .filter(([name]) => !name.startsWith('$'))
          .map(([name, { first, last, value }]) => ({ name, first: bare(first), last: bare(last), value })),
      ]),
    ),
  };
}

function toParameter(fact: FactParameter) {
  const range = fact.allowed?.every((value) => typeof value === 'number') ? fact.allowed : undefined;
  return {
    name: fact.name,
    type: TYPES.find(([pattern]) => pattern.test(fact.type))?.[1] ?? fact.type,
    doc: fact.doc,
    ...optional('notes', fact.notes),
    ...(range === undefined ? optional('allowed', fact.allowed) : { range }),
    ...optional('default', fact.default),
    required: fact.required,
    ...optional('since', fact.since && bare(fact.since)),
    ...optional('templateSince', fact.templateSince && bare(fact.templateSince)),
    ...optional('removedAfter', fact.removedAfter && bare(fact.removedAfter)),
    ...optional('placeholder', fact.placeholder),
    source: fact.source.replace(/@([0-9a-f]{10})[0-9a-f]+/, '@$1'),
  };
}

/** The fact says it in one sentence: `True,true,TRUE,1 / False,false,FALSE,0`. */
function booleanSpellings(note: string) {
  const match = /code: (\S+) \/ ([^;]+);/.exec(note);
  if (match === null) throw new Error('tensorrtllm_params.json: the note no longer lists the bool spellings');
  return { true: match[1]!.split(','), false: match[2]!.split(',') };
}

const bare = (version: string): string => version.replace(/^v/, '');

const optional = <T>(name: string, value: T | null | undefined): Record<string, T> =>
  value === null || value === undefined ? {} : { [name]: value };
