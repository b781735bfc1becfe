import type { FieldType } from '../../catalog/triton-schema.ts';
import { tritonSchema } from '../../catalog/triton-schema.ts';
import type { FieldNode, MessageNode } from '../../grammar/textproto/tree.ts';

/** A message and every message in it that Triton's schema knows, each with its type; map entries are passed through. */
export function* schemaMessages(message: MessageNode, type: string): Generator<[string, MessageNode]> {
  yield [type, message];
  for (const [field, node] of knownFieldsOf(message, type)) {
    if (field.kind !== 'message') continue;
    for (const value of node.values) {
      if (value.kind !== 'message') continue;
      const contents =
        field.label === 'map'
          ? value.fields.filter(({ name }) => name.text === 'value').flatMap(({ values }) => values)
          : [value];
      for (const content of contents)
        if (content.kind === 'message') yield* schemaMessages(content, field.type);
    }
  }
}

const fieldsByType = new Map<string, ReadonlyMap<string, FieldType>>();

/** The fields of one message that the schema knows, with what it says of them. */
export function knownFieldsOf(message: MessageNode, type: string): [FieldType, FieldNode][] {
  let fields = fieldsByType.get(type);
  if (!fields) {
    fields = new Map(tritonSchema.messages[type]?.fields.map((field) => [field.name, field]));
    fieldsByType.set(type, fields);
  }
  return message.fields.flatMap((node) => {
    const field = fields.get(node.name.text);
    return field ? [[field, node] as [FieldType, FieldNode]] : [];
  });
}
