import type { ArithmeticExpression } from 'unbash';

const operations: Readonly<Record<string, (left: number, right: number) => number | undefined>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => (right === 0 ? undefined : Math.trunc(left / right)),
  '%': (left, right) => (right === 0 ? undefined : left % right),
  '**': (left, right) => (right < 0 ? undefined : left ** right),
};

/**
 * The value of `$((TP * PP))` where every variable in it is a known whole number; undefined where not, and for
 * operators that assign or compare.
 */
export function evaluate(
  expression: ArithmeticExpression | undefined,
  textOf: (variable: string) => string | undefined,
): number | undefined {
  if (expression === undefined) return undefined;
  switch (expression.type) {
    case 'ArithmeticGroup':
      return evaluate(expression.expression, textOf);
    case 'ArithmeticWord': {
      const name = /^\$?\{?([A-Za-z_]\w*)\}?$/.exec(expression.value)?.[1];
      const text = name === undefined ? expression.value : textOf(name);
      return text !== undefined && /^(0|[1-9]\d{0,14})$/.test(text.trim()) ? Number(text) : undefined;
    }
    case 'ArithmeticUnary': {
      const operand = evaluate(expression.operand, textOf);
      return operand !== undefined && expression.operator === '-' ? -operand : undefined;
    }
    case 'ArithmeticBinary': {
      const left = evaluate(expression.left, textOf);
      const right = evaluate(expression.right, textOf);
      if (left === undefined || right === undefined) return undefined;
      const result = operations[expression.operator]?.(left, right);
      return result !== undefined && Number.isSafeInteger(result) ? result : undefined;
    }
    default:
      return undefined;
  }
}
