import { type FieldType, tritonRoot, tritonSchema } from '../../catalog/triton-schema.ts';
import type { FieldNode, MessageNode } from '../../grammar/textproto/tree.ts';
import type { ModelConfig } from './model-config.ts';

export interface SchemaMessage {
  /** As the schema calls it: `ModelInput`. */
  readonly type: string;
  readonly message: MessageNode;
}

const readings = new WeakMap<ModelConfig, readonly SchemaMessage[]>();

/** Every message of a config that Triton's schema knows, the file itself first; map entries are passed through. */
export function schemaMessages(config: ModelConfig): readonly SchemaMessage[] {
  let messages = readings.get(config);
  if (!messages) {
    const found: SchemaMessage[] = [];
    gather(config.root, tritonRoot, found);
    messages = found;
    readings.set(config, messages);
  }
  return messages;
}

function gather(message: MessageNode, type: string, found: SchemaMessage[]): void {
  found.push({ type, message });
  for (const [field, node] of knownFieldsOf(message, type)) {
    if (field.kind !== 'message') continue;
    for (const value of node.values) {
      if (value.kind !== 'message') continue;
      const contents =
        field.label === 'map'
          ? value.fields.filter(({ name }) => name.text === 'value').flatMap(({ values }) => values)
          : [value];
      for (const content of contents) if (content.kind === 'message') gather(content, field.type, found);
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
