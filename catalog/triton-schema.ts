import type { FieldType, ProtoSchema } from '../grammar/textproto/schema.ts';
import data from './data/triton-schema.json' with { type: 'json' };

export type { EnumType, FieldType, MessageType, ProtoSchema } from '../grammar/textproto/schema.ts';

/** Triton's `inference.ModelConfig` and everything it holds. */
export const tritonSchema: ProtoSchema = data as unknown as ProtoSchema;

/** The root of a `config.pbtxt`. */
export const tritonRoot: string = data.root;

export interface FieldDescription {
  readonly doc: string;
  /** Container release that first had it; `18.11` stands for that or earlier. */
  readonly since: string;
  /** The server version of `since`. */
  readonly sinceVersion: string;
  readonly deprecated: boolean;
  /** As a person writes it: `repeated ModelInput`, `map<string, ModelParameter>`, `int32`. */
  readonly type: string;
  /** Of a number: `microseconds` or `bytes`. */
  readonly unit?: string;
}

type DescribedField = FieldType & Partial<FieldDescription>;

/** What a field means; `message` is a full name without the package, such as `ModelInstanceGroup`. */
export function describeField(message: string, field: string): FieldDescription | undefined {
  const found = ownMember(tritonSchema.messages, message)?.fields.find((each) => each.name === field) as
    | DescribedField
    | undefined;
  if (found === undefined) return undefined;
  const since = found.since!;
  return {
    doc: found.doc!,
    since,
    sinceVersion: tritonReleases[since] ?? since,
    deprecated: found.deprecated === true,
    type: spellType(found),
    ...(found.unit === undefined ? {} : { unit: found.unit }),
  };
}

/** The container release that first had a message. */
export function describeMessage(message: string): { readonly since: string } | undefined {
  const found = ownMember(data.messages as Record<string, { since: string }>, message);
  return found === undefined ? undefined : { since: found.since };
}

export interface EnumValueDescription {
  readonly doc: string;
  readonly number: number;
  readonly since: string;
  readonly deprecated: boolean;
}

/** `enumName` as in the schema: `DataType`, `ModelInstanceGroup.Kind`. */
export function describeEnumValue(enumName: string, value: string): EnumValueDescription | undefined {
  const found = ownMember(tritonSchema.enums, enumName)?.values.find((each) => each.name === value) as
    | (Partial<EnumValueDescription> & { number: number })
    | undefined;
  if (found === undefined) return undefined;
  return {
    doc: found.doc!,
    number: found.number,
    since: found.since!,
    deprecated: found.deprecated === true,
  };
}

/** Fields and messages that are gone: `field:ModelConfig.tags` lived from `since` to `lastRelease`. */
export const removedItems: readonly {
  readonly item: string;
  readonly since: string;
  readonly lastRelease: string;
}[] = data.removed;

/** Container release (`24.11`) to server version (`2.52.0`). */
export const tritonReleases: Readonly<Record<string, string>> = data.releases;

function spellType(field: FieldType): string {
  if (field.label === 'map') return `map<${field.keyType}, ${field.type}>`;
  return field.label === 'repeated' ? `repeated ${field.type}` : field.type;
}

/** A name out of a user's file may be `constructor`. */
const ownMember = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined;
