/**
 * What a checker has to know of a message type. The same shape as `grammar/textproto/schema.ts`, which this layer may
 * not read; a test holds the two together.
 */
export interface ProtoSchema {
  readonly syntax: 'proto2' | 'proto3';
  readonly messages: Readonly<Record<string, MessageType>>;
  readonly enums: Readonly<Record<string, EnumType>>;
  readonly package: string;
}

export interface MessageType {
  readonly fields: readonly FieldType[];
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
  readonly type: string;
  readonly keyType?: ScalarType;
  readonly oneof?: string;
}

export interface EnumType {
  readonly closed: boolean;
  readonly values: readonly { readonly name: string; readonly number: number }[];
}
