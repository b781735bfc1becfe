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
  const negative = minus !== undefined;
  // Objects are written out: files are full of scalars, and to spread a common part costs more than all the rest.
  if (filled) return { kind: 'scalar', type: 'placeholder', range, raw, negative };
  switch (first.tokenType) {
    case StringLiteral:
      return { kind: 'scalar', type: 'string', range, raw, negative, string: stringText(raw) };
    case TypographicString: {
      const string = raw.replace(/^[“”„‟]|[“”„‟]$/g, '');
      return { kind: 'scalar', type: 'string', range, raw, negative, string };
    }
    case Identifier:
      return { kind: 'scalar', type: 'identifier', range, raw, negative };
    default:
      return { kind: 'scalar', type: isInteger(raw) ? 'integer' : 'float', range, raw, negative };
  }
}
