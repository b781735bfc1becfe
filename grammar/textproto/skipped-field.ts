import type { Range } from '../text.ts';
import type { FieldNode, ScalarNode } from './tree.ts';

/** Where the C++ parser stumbles while it passes over a field that it does not keep. */
export interface SkipFault {
  readonly range: Range;
  readonly at: number;
  readonly reported: string;
}

/** A field with a reserved name may hold anything that has the form of a value; the first part that has not. */
export function skippedFieldReport(node: FieldNode): SkipFault | undefined {
  for (const value of node.values) {
    if (value.kind === 'scalar') {
      const fault = scalarFault(value);
      if (fault) return fault;
      continue;
    }
    for (const field of value.fields) {
      const fault = skippedFieldReport(field);
      if (fault) return fault;
    }
  }
  return undefined;
}

function scalarFault(node: ScalarNode): SkipFault | undefined {
  if (!node.negative) return undefined;
  const at = node.range.end - node.raw.length;
  if (node.type === 'string')
    return { range: node.range, at, reported: `Cannot skip field value, unexpected token: ${node.raw}` };
  if (node.type !== 'identifier' || /^(?:inf|infinity|nan)$/i.test(node.raw)) return undefined;
  return { range: node.range, at, reported: `Invalid float number: ${node.raw}` };
}
