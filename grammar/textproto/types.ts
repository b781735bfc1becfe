import type { FieldType, MessageType, ProtoSchema } from './schema.ts';

/** A message type with what the checker looks up again and again. */
export interface KnownMessage {
  /** The name in the schema; `Outer.FieldEntry` for the entries of a map. */
  readonly name: string;
  /** With the package, as the C++ parser prints it. */
  readonly fullName: string;
  readonly fields: ReadonlyMap<string, FieldType>;
  readonly extensions: ReadonlyMap<string, FieldType>;
  readonly fieldNames: readonly string[];
  readonly required: readonly string[];
  readonly reserved: ReadonlySet<string>;
  readonly isMapEntry: boolean;
}

const anyName = 'google.protobuf.Any';

const wellKnown: Readonly<Record<string, MessageType>> = {
  // google/protobuf/any.proto
  [anyName]: {
    fields: [
      { name: 'type_url', number: 1, label: 'optional', kind: 'scalar', type: 'string' },
      { name: 'value', number: 2, label: 'optional', kind: 'scalar', type: 'bytes' },
    ],
  },
};

export const isAny = (message: KnownMessage): boolean => message.fullName === anyName;

/** Looks types up by name, prepared once for each schema. */
export class TypeTable {
  private static readonly tables = new WeakMap<ProtoSchema, TypeTable>();
  private readonly known = new Map<string, KnownMessage>();
  private readonly byField = new Map<FieldType, KnownMessage>();

  private constructor(readonly schema: ProtoSchema) {}

  static of(schema: ProtoSchema): TypeTable {
    const table = TypeTable.tables.get(schema) ?? new TypeTable(schema);
    TypeTable.tables.set(schema, table);
    return table;
  }

  /** A message by its name with or without the package; undefined where the schema has none. */
  message(name: string): KnownMessage | undefined {
    const local = this.localName(name);
    const known = this.known.get(local);
    if (known) return known;
    const type = this.schema.messages[local] ?? wellKnown[name];
    if (!type) return undefined;
    return this.remember(local, prepare(local, this.fullName(local), type, false));
  }

  /** The message type of a field: for a map, that of its entries. */
  messageOf(owner: KnownMessage, field: FieldType): KnownMessage | undefined {
    if (field.label !== 'map' && field.kind !== 'message') return undefined;
    let type = this.byField.get(field);
    if (!type) {
      type = this.findType(owner, field);
      if (type) this.byField.set(field, type);
    }
    return type;
  }

  private findType(owner: KnownMessage, field: FieldType): KnownMessage | undefined {
    if (field.label !== 'map') return this.message(field.type);
    const name = `${owner.name}.${entryName(field.name)}`;
    return (
      this.known.get(name) ?? this.remember(name, prepare(name, this.fullName(name), entryType(field), true))
    );
  }

  private remember(name: string, message: KnownMessage): KnownMessage {
    this.known.set(name, message);
    return message;
  }

  private localName(name: string): string {
    const prefix = `${this.schema.package}.`;
    return this.schema.package !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name;
  }

  private fullName(local: string): string {
    return wellKnown[local] || this.schema.package === '' ? local : `${this.schema.package}.${local}`;
  }
}

function prepare(name: string, fullName: string, type: MessageType, isMapEntry: boolean): KnownMessage {
  const fields = new Map<string, FieldType>();
  const extensions = new Map<string, FieldType>();
  for (const field of type.fields) {
    if (field.extension) extensions.set(field.name, field);
    else if (field.group) {
      // The message's name is the one to write; newer readers take the field's as well.
      fields.set(field.name.toLowerCase(), field);
      fields.set(field.type.slice(field.type.lastIndexOf('.') + 1), field);
    } else fields.set(field.name, field);
  }
  return {
    name,
    fullName,
    fields,
    extensions,
    fieldNames: [...fields.keys()],
    required: type.fields.filter((field) => field.label === 'required').map((field) => field.name),
    reserved: new Set(type.reserved),
    isMapEntry,
  };
}

/** The message that protoc makes of `map<K, V> some_name`: `SomeNameEntry`. */
const entryName = (field: string): string =>
  `${field.replace(/(?:^|_+)([A-Za-z0-9]?)/g, (_, first: string) => first.toUpperCase())}Entry`;

const entryType = (field: FieldType): MessageType => ({
  fields: [
    { name: 'key', number: 1, label: 'optional', kind: 'scalar', type: field.keyType ?? 'string' },
    { name: 'value', number: 2, label: 'optional', kind: field.kind, type: field.type },
  ],
});

/** Whether a zero in the text counts as given: proto2, `optional`, messages and members of a oneof. */
export const hasPresence = (field: FieldType, schema: ProtoSchema): boolean =>
  schema.syntax === 'proto2' ||
  field.kind === 'message' ||
  field.oneof !== undefined ||
  field.explicitPresence === true;

export const isRepeated = (field: FieldType): boolean => field.label === 'repeated' || field.label === 'map';
