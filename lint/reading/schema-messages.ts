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
  const fields = fieldsOf(type);
  for (const node of message.fields) {
    const field = fields.get(node.name.text);
    if (field?.kind !== 'message') continue;
    for (const value of node.values) {
      if (value.kind !== 'message') continue;
      if (field.label === 'map') gatherEntry(value, field.type, found);
      else gather(value, field.type, found);
    }
  }
}

function gatherEntry(entry: MessageNode, type: string, found: SchemaMessage[]): void {
  for (const { name, values } of entry.fields) {
    if (name.text !== 'value') continue;
    for (const value of values) if (value.kind === 'message') gather(value, type, found);
  }
}

const fieldsByType = new Map<string, ReadonlyMap<string, FieldType>>();

/** What the schema says of the fields of a message type, by name. */
export function fieldsOf(type: string): ReadonlyMap<string, FieldType> {
  let fields = fieldsByType.get(type);
  if (!fields) {
    fields = new Map(tritonSchema.messages[type]?.fields.map((field) => [field.name, field]));
    fieldsByType.set(type, fields);
  }
  return fields;
}

/** The fields of one message that the schema knows, with what it says of them. */
export function knownFieldsOf(message: MessageNode, type: string): [FieldType, FieldNode][] {
  const fields = fieldsOf(type);
  return message.fields.flatMap((node) => {
    const field = fields.get(node.name.text);
    return field ? [[field, node] as [FieldType, FieldNode]] : [];
  });
}
