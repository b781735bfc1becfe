import { type JsonValue, readScalar } from './scalars.ts';
import type { FieldType } from './schema.ts';
import type { FieldNode, MessageNode, ValueNode } from './tree.ts';
import { hasPresence, isAny, isRepeated, type KnownMessage, type TypeTable } from './types.ts';

type JsonObject = { [name: string]: JsonValue };

/**
 * A message as proto3 JSON with the field names of the `.proto`: zeros of fields without presence and empty lists left
 * out, maps as objects whose last entry of a key wins, 64-bit integers as strings. What does not fit is left out.
 */
export function messageValue(
  node: MessageNode,
  type: KnownMessage,
  table: TypeTable,
  text: string,
): JsonObject {
  // No prototype, so that a map key such as `__proto__` is a key like any other.
  const object: JsonObject = Object.create(null) as JsonObject;
  for (const child of node.fields) {
    if (child.name.kind === 'any') addAny(object, child, type, table, text);
    else {
      const extension = child.name.kind === 'extension';
      const field = (extension ? type.extensions : type.fields).get(child.name.text);
      if (field)
        addField(object, extension ? `[${field.name}]` : field.name, child, field, type, table, text);
    }
  }
  return object;
}

function addField(
  object: JsonObject,
  name: string,
  node: FieldNode,
  field: FieldType,
  owner: KnownMessage,
  table: TypeTable,
  text: string,
): void {
  for (const value of node.values) {
    if (field.label === 'map') {
      const entryType = table.messageOf(owner, field)!;
      if (value.kind !== 'message') continue;
      const [key, content] = entryOf(value, field, entryType, table, text);
      object[name] ??= Object.create(null) as JsonObject;
      (object[name] as JsonObject)[key] = content;
      continue;
    }
    const read = singleValue(value, field, owner, table, text);
    if (read === undefined) continue;
    if (isRepeated(field)) {
      object[name] ??= [];
      (object[name] as JsonValue[]).push(read.value);
    } else if (!read.isZero || hasPresence(field, table.schema)) object[name] = read.value;
    else delete object[name];
  }
}

function singleValue(
  value: ValueNode,
  field: FieldType,
  owner: KnownMessage,
  table: TypeTable,
  text: string,
): { value: JsonValue; isZero: boolean } | undefined {
  if (value.kind === 'message') {
    const type = table.messageOf(owner, field);
    return type && { value: messageValue(value, type, table, text), isZero: false };
  }
  if (field.kind === 'message' || value.type === 'placeholder') return undefined;
  const reading = readScalar(value, field, table.schema, text);
  return reading.fault ? undefined : reading;
}

function entryOf(
  entry: MessageNode,
  field: FieldType,
  type: KnownMessage,
  table: TypeTable,
  text: string,
): [string, JsonValue] {
  const read = messageValue(entry, type, table, text);
  const key = read.key ?? zeroOf({ kind: 'scalar', type: field.keyType ?? 'string' }, table);
  return [String(key), read.value ?? zeroOf(field, table)];
}

/** What stands in a map entry for a value that was not given. */
function zeroOf(field: Pick<FieldType, 'kind' | 'type'>, table: TypeTable): JsonValue {
  if (field.kind === 'message') return Object.create(null) as JsonObject;
  if (field.kind === 'enum')
    return table.schema.enums[field.type]?.values.find((v) => v.number === 0)?.name ?? 0;
  if (field.type === 'string' || field.type === 'bytes') return '';
  if (field.type === 'bool') return false;
  return field.type.endsWith('64') ? '0' : 0;
}

function addAny(
  object: JsonObject,
  node: FieldNode,
  owner: KnownMessage,
  table: TypeTable,
  text: string,
): void {
  const name = node.name.text;
  const type = isAny(owner) ? table.message(name.slice(name.lastIndexOf('/') + 1)) : undefined;
  const value = node.values.at(-1);
  if (!type || value?.kind !== 'message') return;
  Object.assign(object, { '@type': name }, messageValue(value, type, table, text));
}
