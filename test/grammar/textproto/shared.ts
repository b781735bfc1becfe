import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { readProtoFile } from '../../../grammar/textproto/descriptor.ts';
import type { FieldType, MessageType, ProtoSchema, ScalarType } from '../../../grammar/textproto/schema.ts';

/** The folder of facts and vectors beside the checkout; tests that need it are skipped where it is absent. */
export const sharedFolder = resolve(import.meta.dirname, '../../../../shared');
export const hasShared = existsSync(sharedFolder);

export const readShared = (path: string): string => readFileSync(resolve(sharedFolder, path), 'utf8');

export const sharedJson = <T>(path: string): T => JSON.parse(readShared(path)) as T;

interface FactsField {
  readonly name: string;
  readonly number: number;
  readonly label: FieldType['label'];
  readonly type: string;
  readonly kind?: FieldType['kind'];
  readonly keyType?: ScalarType;
  readonly valueType?: string;
  readonly valueKind?: FieldType['kind'];
  readonly oneof: string | null;
}

interface Facts {
  readonly package: string;
  readonly messages: Record<string, { fields: FactsField[] }>;
  readonly enums: Record<string, { values: { name: string; number: number }[] }>;
}

/** Triton's schema straight from the facts, so that these tests need no catalogue. */
export function modelConfigSchema(): ProtoSchema {
  const facts = sharedJson<Facts>('facts/triton/model_config.schema.json');
  const messages = mapValues(facts.messages, ({ fields }): MessageType => ({ fields: fields.map(fieldOf) }));
  const enums = mapValues(facts.enums, ({ values }) => ({ closed: false, values }));
  return { syntax: 'proto3', package: facts.package, messages, enums };
}

const fieldOf = (field: FactsField): FieldType => ({
  name: field.name,
  number: field.number,
  label: field.label,
  kind: (field.label === 'map' ? field.valueKind : field.kind) ?? 'scalar',
  type: field.label === 'map' ? field.valueType! : field.type,
  ...(field.keyType && { keyType: field.keyType }),
  ...(field.oneof !== null && { oneof: field.oneof }),
});

function mapValues<A, B>(record: Readonly<Record<string, A>>, map: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));
}

/** The schema of a vector, by the package of its message. */
export const schemaOf = (message: string): ProtoSchema =>
  message.startsWith('inference.')
    ? modelConfigSchema()
    : readProtoFile(readShared(`vectors/schemas/${message.split('.')[0]}.proto`));
