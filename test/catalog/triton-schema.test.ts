import { describe, expect, it } from 'vitest';
import {
  describeEnumValue,
  describeField,
  describeMessage,
  removedItems,
  tritonReleases,
  tritonRoot,
  tritonSchema,
} from '../../catalog/triton-schema.ts';
import type { ProtoSchema } from '../../grammar/textproto/schema.ts';

describe('tritonSchema', () => {
  it('is what the grammar takes for a schema', () => {
    const schema: ProtoSchema = tritonSchema;
    expect(schema.messages[tritonRoot]?.fields.length).toBeGreaterThan(20);
  });

  it('names only types that it holds', () => {
    for (const [message, { fields }] of Object.entries(tritonSchema.messages))
      for (const field of fields) {
        const where = `${message}.${field.name}`;
        if (field.kind === 'message') expect(tritonSchema.messages[field.type], where).toBeDefined();
        if (field.kind === 'enum') expect(tritonSchema.enums[field.type], where).toBeDefined();
        if (field.label === 'map') expect(field.keyType, where).toBeDefined();
      }
  });

  it('has field numbers and names once a message', () => {
    for (const { fields } of Object.values(tritonSchema.messages)) {
      expect(new Set(fields.map(({ number }) => number)).size).toBe(fields.length);
      expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
    }
  });

  it('has open enums, as proto3 has', () => {
    expect(Object.values(tritonSchema.enums).map(({ closed }) => closed)).not.toContain(true);
  });
});

describe('descriptions', () => {
  it('explain a field', () => {
    expect(describeField('ModelDynamicBatching', 'max_queue_delay_microseconds')).toMatchObject({
      type: 'uint64',
      unit: 'microseconds',
      deprecated: false,
    });
    expect(describeField('ModelConfig', 'runtime')).toMatchObject({ since: '24.01', sinceVersion: '2.42.0' });
    expect(describeField('ModelConfig', 'parameters')?.type).toBe('map<string, ModelParameter>');
    expect(describeField('ModelConfig', 'instance_group')?.type).toBe('repeated ModelInstanceGroup');
  });

  it('explain messages and enum values', () => {
    expect(describeMessage('ModelInstanceGroup')?.since).toBe('18.11');
    expect(describeEnumValue('ModelInstanceGroup.Kind', 'KIND_GPU')?.doc.length).toBeGreaterThan(5);
    expect(describeEnumValue('DataType', 'TYPE_BF16')?.since).toMatch(/^2\d\.\d\d$/);
  });

  it('know nothing of what is not there', () => {
    expect(describeField('ModelConfig', 'constructor')).toBeUndefined();
    expect(describeField('constructor', 'name')).toBeUndefined();
    expect(describeMessage('toString')).toBeUndefined();
    expect(describeEnumValue('DataType', 'TYPE_FP8')).toBeUndefined();
  });

  it('remember what is gone, and which server a release carries', () => {
    expect(removedItems).toContainEqual({
      item: 'field:ModelConfig.tags',
      since: '18.11',
      lastRelease: '19.02',
    });
    expect(tritonReleases['24.11']).toBe('2.52.0');
  });
});
