import protobuf from 'protobufjs';
import type { EnumType, FieldType, MessageType, ProtoSchema, ScalarType } from './schema.ts';

/**
 * Reads one `.proto` file. Imports are not followed: of types from elsewhere only `google.protobuf.Any` is known to
 * the checker. Throws the parser's error, with a line, where the file is not valid.
 */
export function readProtoFile(text: string): ProtoSchema {
  const parsed = protobuf.parse(text, { keepCase: true });
  const language = /^\s*(?:syntax|edition)\s*=\s*["'](\w+)["']/m.exec(text)?.[1] ?? 'proto2';
  const builder = new SchemaBuilder(parsed.package ?? '', language);
  builder.visit(parsed.root);
  return {
    syntax: language === 'proto2' ? 'proto2' : 'proto3',
    package: parsed.package ?? '',
    messages: builder.messages,
    enums: builder.enums,
  };
}

class SchemaBuilder {
  readonly messages: Record<string, { fields: FieldType[]; reserved?: string[] }> = {};
  readonly enums: Record<string, EnumType> = {};

  constructor(
    private readonly packageName: string,
    /** `proto2`, `proto3`, or the year of an edition, where fields have presence and enums are open by default. */
    private readonly language: string,
  ) {}

  visit(scope: protobuf.NamespaceBase): void {
    for (const object of scope.nestedArray) {
      if (object instanceof protobuf.Enum) this.enums[this.nameOf(object)] = this.enumType(object);
      else if (object instanceof protobuf.Type) this.addMessage(object);
      if (object instanceof protobuf.Namespace) this.visit(object);
    }
    // Extensions come last: the message that they extend is then there.
    for (const object of scope.nestedArray) {
      if (object instanceof protobuf.Field && object.extend !== undefined) this.addExtension(object, scope);
    }
  }

  private addMessage(type: protobuf.Type): void {
    const own = type.fieldsArray.filter((field) => !field.declaringField);
    const fields = own.map((field) => this.fieldType(field, type));
    const reserved = (type.reserved ?? []).filter((entry) => typeof entry === 'string');
    const message: MessageType = { fields, ...(reserved.length > 0 && { reserved }) };
    this.messages[this.nameOf(type)] = message as { fields: FieldType[] };
  }

  private addExtension(field: protobuf.Field, scope: protobuf.NamespaceBase): void {
    const extended = scope.lookup(field.extend!, [protobuf.Type]);
    const message = extended && this.messages[this.nameOf(extended)];
    const type = this.fieldType(field, scope);
    const scopeName = scope.fullName.replace(/^\./, '');
    const name = scopeName === '' ? type.name : `${scopeName}.${type.name}`;
    message?.fields.push({ ...type, name, extension: true });
  }

  private fieldType(field: protobuf.Field, scope: protobuf.NamespaceBase): FieldType {
    const oneof = field.partOf && !field.partOf.isProto3Optional ? field.partOf.name : undefined;
    const isGroup = scope.lookup(field.type, [protobuf.Type])?.toJSON().group === true;
    const optional = field.options?.proto3_optional === true || /^\d/.test(this.language);
    return {
      name: isGroup ? field.name.toLowerCase() : field.name,
      number: field.id,
      label: field instanceof protobuf.MapField ? 'map' : labelOf(field),
      ...this.typeOf(field, scope),
      ...(field instanceof protobuf.MapField && { keyType: field.keyType as ScalarType }),
      ...(oneof !== undefined && { oneof }),
      ...(isGroup && { group: true }),
      ...(optional && !field.repeated && { explicitPresence: true }),
    };
  }

  private typeOf(field: protobuf.Field, scope: protobuf.NamespaceBase): Pick<FieldType, 'kind' | 'type'> {
    if (field.type in protobuf.types.basic) return { kind: 'scalar', type: field.type };
    const resolved = scope.lookup(field.type, [protobuf.Type, protobuf.Enum]);
    if (resolved instanceof protobuf.Enum) return { kind: 'enum', type: this.nameOf(resolved) };
    return { kind: 'message', type: resolved ? this.nameOf(resolved) : field.type.replace(/^\./, '') };
  }

  private enumType(type: protobuf.Enum): EnumType {
    const values = Object.entries(type.values).map(([name, number]) => ({ name, number }));
    return { closed: this.language === 'proto2', values };
  }

  private nameOf(object: protobuf.ReflectionObject): string {
    const name = object.fullName.replace(/^\./, '');
    const prefix = `${this.packageName}.`;
    return this.packageName !== '' && name.startsWith(prefix) ? name.slice(prefix.length) : name;
  }
}

function labelOf(field: protobuf.Field): 'optional' | 'required' | 'repeated' {
  if (field.repeated) return 'repeated';
  return field.rule === 'required' ? 'required' : 'optional';
}
