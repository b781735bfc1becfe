import { tritonSchema } from '../../catalog/triton-schema.ts';
import { enumText, integerValue } from '../../grammar/textproto/query.ts';
import type { ScalarNode } from '../../grammar/textproto/tree.ts';

/** The name of an enum's value, also where it is written as its number; undefined where it is neither. */
export function enumName(node: ScalarNode | undefined, type: string): string | undefined {
  const text = enumText(node);
  if (text !== undefined) return text;
  const number = integerValue(node);
  return number === undefined
    ? undefined
    : tritonSchema.enums[type]?.values.find((value) => value.number === number)?.name;
}
