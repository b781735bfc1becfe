import { describeEnumValue } from '../../catalog/triton-schema.ts';

/** What a value of an enum means, as Markdown. */
export function describeTritonEnumValue(enumName: string, value: string): string | undefined {
  const about = describeEnumValue(enumName, value);
  if (!about) return undefined;
  return [
    `\`\`\`proto\n${enumName}.${value} = ${about.number}\n\`\`\``,
    ...(about.deprecated ? ['**Deprecated.**'] : []),
    ...(about.doc ? [about.doc] : []),
    `Since Triton ${about.since === '18.11' ? '18.11 or earlier' : about.since}`,
  ].join('\n\n');
}
