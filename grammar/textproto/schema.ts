/** What a checker has to know of a message type: the part of a `.proto` file that the text format depends on. */
export interface ProtoSchema {
  readonly syntax: 'proto2' | 'proto3';
  /** Full names without a leading dot, relative to `package`: `ModelInstanceGroup.Kind`. */
  readonly messages: Readonly<Record<string, MessageType>>;
  readonly enums: Readonly<Record<string, EnumType>>;
  readonly package: string;
}

export interface MessageType {
  readonly fields: readonly FieldType[];
  /** `reserved` names: the text format reads past them without a word. */
  readonly reserved?: readonly string[];
}

export type ScalarType =
  | 'double'
  | 'float'
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64'
  | 'sint32'
  | 'sint64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed32'
  | 'sfixed64'
  | 'bool'
  | 'string'
  | 'bytes';

export interface FieldType {
  readonly name: string;
  readonly number: number;
  readonly label: 'optional' | 'required' | 'repeated' | 'map';
  readonly kind: 'scalar' | 'enum' | 'message';
  /** A scalar type, or the name of an enum or message in the schema. For a map, the type of the value. */
  readonly type: string;
  /** The key type of a map. */
  readonly keyType?: ScalarType;
  readonly oneof?: string;
  /**
   * proto3 `optional`: a zero is then told from an absent value. Implied for messages, oneofs and all of proto2,
   * never so for repeated fields and maps.
   */
  readonly explicitPresence?: boolean;
  /** A proto2 group: its name in text is the message's, not the field's. */
  readonly group?: boolean;
  /** Set for `[ext]` fields of proto2. */
  readonly extension?: boolean;
}

export interface EnumType {
  /** proto2 enums refuse unknown numbers; proto3 enums take them. */
  readonly closed: boolean;
  readonly values: readonly { readonly name: string; readonly number: number }[];
}
