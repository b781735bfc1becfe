/**
 * JSON for review and for size: each member of the top level on its own line, and each element of a list (or member of
 * an object) one level below on its own line; deeper values compact.
 */
export function formatJson(value: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${JSON.stringify(key)}: ${formatMember(member)}`);
  return `{\n${members.join(',\n')}\n}\n`;
}

function formatMember(member: unknown): string {
  if (Array.isArray(member) && member.length > 0)
    return `[\n${member.map((element) => `  ${JSON.stringify(element)}`).join(',\n')}\n]`;
  if (typeof member !== 'object' || member === null || Array.isArray(member)) return JSON.stringify(member);
  const inner = Object.entries(member)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return inner.length === 0 ? '{}' : `{\n${inner.join(',\n')}\n}`;
}
