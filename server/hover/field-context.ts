import { covers } from '../../grammar/text.ts';
import { nodeAt, type PathNode } from '../../grammar/textproto/query.ts';
import type { FieldType, ProtoSchema } from '../../grammar/textproto/schema.ts';
import type { FieldNode, ScalarNode, TextprotoTree } from '../../grammar/textproto/tree.ts';

/** What stands at an offset of a typed text: a field's name or one of its scalars. */
export interface FieldContext {
  /** The message type that the field stands in; a map's entries are `MapEntry`. */
  readonly message: string;
  readonly field: FieldNode;
  /** Absent where the schema has no such field. */
  readonly type?: FieldType;
  /** Absent on the name. */
  readonly value?: ScalarNode;
  /** The nodes from the file to here. */
  readonly path: readonly PathNode[];
}

/** The `key` and `value` of a map's entry, which stand in no schema. */
function entryField(map: FieldType, name: string): FieldType | undefined {
  if (name === 'key')
    return { name, number: 1, label: 'optional', kind: 'scalar', type: map.keyType ?? 'string' };
  if (name === 'value') return { name, number: 2, label: 'optional', kind: map.kind, type: map.type };
  return undefined;
}

/** Nothing in comments, between fields, on brackets, and inside fields that the schema does not know. */
export function fieldContextAt(
  tree: TextprotoTree,
  offset: number,
  schema: ProtoSchema,
  root: string,
): FieldContext | undefined {
  const path = nodeAt(tree, offset);
  let message = root;
  let map: FieldType | undefined;
  let last: FieldContext | undefined;
  for (const node of path) {
    if (node.kind !== 'field') continue;
    const name = node.name.text;
    const fields = Object.hasOwn(schema.messages, message) ? schema.messages[message]!.fields : [];
    const type = map ? entryField(map, name) : fields.find((field) => field.name === name);
    last = { message: map ? 'MapEntry' : message, field: node, path, ...(type && { type }) };
    if (!type) break;
    map = type.label === 'map' ? type : undefined;
    message = type.kind === 'message' ? type.type : '';
  }
  if (!last) return undefined;
  if (covers(last.field.name.range, offset)) return last;
  const value = path.at(-1);
  return value?.kind === 'scalar' && last.field.values.includes(value) ? { ...last, value } : undefined;
}
