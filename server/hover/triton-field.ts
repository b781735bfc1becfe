import { describeField, removedItems, tritonSchema } from '../../catalog/triton-schema.ts';
import type { FieldType } from '../../grammar/textproto/schema.ts';

/** What a field of Triton's model configuration is, as Markdown; nothing for a field that never was. */
export function describeTritonField(message: string, field: FieldType): string | undefined {
  const about = describeField(message, field.name);
  if (!about) return undefined;
  const facts = [
    unitOf(field.name),
    `Default: ${defaultOf(field)}`,
    `Since Triton ${releaseName(about.since, about.sinceVersion)}`,
  ].filter((fact) => fact !== undefined);
  return [
    `\`\`\`proto\n${about.type} ${field.name}\n\`\`\``,
    ...(about.deprecated ? ['**Deprecated.**'] : []),
    about.doc,
    facts.join('  \n'),
  ].join('\n\n');
}

/** When a field was there that no longer is. */
export function describeRemovedField(message: string, name: string): string | undefined {
  const removed = removedItems.find(({ item }) => item === `field:${message}.${name}`);
  if (!removed) return undefined;
  return `\`${name}\` is no longer a field of \`${message}\`: Triton had it from ${removed.since} to ${removed.lastRelease}.`;
}

/** The first release in the records stands for all before it. */
const releaseName = (release: string, version: string): string =>
  release === '18.11' ? '18.11 or earlier' : `${release} (server ${version})`;

/** Triton names the unit in the field where there is one. */
function unitOf(name: string): string | undefined {
  if (/_microseconds$|_us$/.test(name)) return 'Unit: microseconds';
  if (/_ms$|_milliseconds$/.test(name)) return 'Unit: milliseconds';
  if (/_byte_size$|_bytes$/.test(name)) return 'Unit: bytes';
  return undefined;
}

/** proto3: what a reader gets where the field is absent. */
function defaultOf({ label, kind, type }: FieldType): string {
  if (label === 'repeated' || label === 'map') return 'none';
  if (kind === 'message') return 'not set';
  if (kind === 'enum') {
    const zero = tritonSchema.enums[type]?.values.find(({ number }) => number === 0);
    return zero ? `\`${zero.name}\`` : '`0`';
  }
  if (type === 'string' || type === 'bytes') return '`""`';
  return type === 'bool' ? '`false`' : '`0`';
}
