import type { IToken } from 'chevrotain';
import { isInteger } from './numbers.ts';
import { stringText } from './strings.ts';
import { Identifier, StringLiteral, TypographicString } from './tokens.ts';
import type { ScalarNode } from './tree.ts';

interface ScalarParts {
  readonly minus: IToken | undefined;
  /** The first token after the minus. */
  readonly first: IToken;
  readonly end: number;
  /** Whether a placeholder is among the tokens. */
  readonly filled: boolean;
}

export function scalarNode(text: string, { minus, first, end, filled }: ScalarParts): ScalarNode {
  const raw = text.slice(first.startOffset, end);
  const range = { start: (minus ?? first).startOffset, end };
  const shared = { kind: 'scalar', range, raw, negative: minus !== undefined } as const;
  if (filled) return { ...shared, type: 'placeholder' };
  switch (first.tokenType) {
    case StringLiteral:
      return { ...shared, type: 'string', string: stringText(raw) };
    case TypographicString:
      return { ...shared, type: 'string', string: raw.replace(/^[“”„‟]|[“”„‟]$/g, '') };
    case Identifier:
      return { ...shared, type: 'identifier' };
    default:
      return { ...shared, type: isInteger(raw) ? 'integer' : 'float' };
  }
}
