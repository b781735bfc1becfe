import type { Facts } from './facts.ts';

interface FactField {
  name: string;
  number: number;
  label: string;
  type: string;
  kind?: string;
  keyType?: string;
  valueType?: string;
  valueKind?: string;
  oneof: string | null;
  deprecated: boolean;
  since: string;
  doc: string;
}

interface FactSchema {
  syntax: string;
  package: string;
  root: string;
  source: { repo: string; path: string; commit: string; licence: string };
  releaseToServerVersion: Record<string, string>;
  messages: Record<string, { since: string; fields: FactField[] }>;
  enums: Record<
    string,
    {
      since?: string;
      values: { name: string; number: number; since: string; deprecated: boolean; doc: string }[];
    }
  >;
  removed: { item: string; since: string; lastRelease: string }[];
}

export function tritonSchema(facts: Facts) {
  const fact = facts.json<FactSchema>('triton/model_config.schema.json');
  const { repo, path, commit } = fact.source;
  return {
    source: `${repo} ${path}@${commit.slice(0, 10)}, history from release branches r18.11 to r26.07`,
    syntax: fact.syntax,
    package: fact.package,
    root: fact.root,
    messages: mapValues(fact.messages, ({ since, fields }) => ({ since, fields: fields.map(toField) })),
    enums: mapValues(fact.enums, ({ since, values }) => ({
      // proto3: a number that has no name is taken.
      closed: false,
      ...(since === undefined ? {} : { since }),
      values: values.map(({ deprecated, ...rest }) => (deprecated ? { ...rest, deprecated } : rest)),
    })),
    removed: fact.removed,
    releases: fact.releaseToServerVersion,
  };
}

function toField(field: FactField) {
  const isMap = field.label === 'map';
  return {
    name: field.name,
    number: field.number,
    label: field.label,
    kind: isMap ? field.valueKind : field.kind,
    type: isMap ? field.valueType : field.type,
    ...(isMap ? { keyType: field.keyType } : {}),
    ...(field.oneof === null ? {} : { oneof: field.oneof }),
    ...(field.deprecated ? { deprecated: true } : {}),
    ...unitOf(field.name),
    since: field.since,
    doc: field.doc,
  };
}

/** Triton's names carry their unit. */
const unitOf = (name: string): { unit?: string } => {
  const unit = /_(microseconds|bytes|byte_size)$/.exec(name)?.[1];
  return unit === undefined ? {} : { unit: unit === 'byte_size' ? 'bytes' : unit };
};

const mapValues = <T, U>(record: Record<string, T>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
