import type { FieldNode, MessageNode, ScalarNode, ValueNode } from '../tree.ts';
import type { LayoutOptions } from './directives.ts';
import { requote, stringParts } from './quotes.ts';

/** The name with its colon, as far as a space: `name: ` and `name `. */
export function fieldHead(field: FieldNode, options: LayoutOptions): string {
  const name = field.name.kind === 'identifier' ? field.name.text : `[${field.name.text}]`;
  const isBlock = field.values.length > 0 && field.values.every((value) => value.kind === 'message');
  return field.colon && !(isBlock && options.skipAllColons) ? `${name}: ` : `${name} `;
}

export function brackets(node: MessageNode, text: string, options: LayoutOptions): readonly [string, string] {
  const angle = options.preserveAngleBrackets && text.charAt(node.range.start) === '<';
  return angle ? ['<', '>'] : ['{', '}'];
}

/** The literals of a scalar: several where adjacent strings make one value. */
export function scalarLiterals(node: ScalarNode, options: LayoutOptions): string[] {
  const sign = node.negative ? '-' : '';
  if (node.type !== 'string') return [sign + node.raw];
  const literals = stringParts(node.raw).map(({ literal }) => requote(literal, options.smartQuotes));
  return literals.map((literal, i) => (i === 0 ? sign + literal : literal));
}

/** A value on one line. */
export function inlineValue(value: ValueNode, text: string, options: LayoutOptions): string {
  if (value.kind === 'scalar') return scalarLiterals(value, options).join(' ');
  const [open, close] = brackets(value, text, options);
  const fields = options.sortFieldsByName ? byName(value.fields) : value.fields;
  if (fields.length === 0) return open + close;
  return `${open} ${fields.map((field) => inlineField(field, text, options)).join(' ')} ${close}`;
}

/** The values of a list on one line, with their brackets. */
export function inlineList(field: FieldNode, text: string, options: LayoutOptions): string {
  const values = field.values.map((value) => inlineValue(value, text, options)).join(', ');
  return field.values.some((value) => value.kind === 'message') ? `[ ${values} ]` : `[${values}]`;
}

function inlineField(field: FieldNode, text: string, options: LayoutOptions): string {
  const [first] = field.values;
  const value = field.list || !first ? inlineList(field, text, options) : inlineValue(first, text, options);
  return fieldHead(field, options) + value;
}

const byName = (fields: readonly FieldNode[]): readonly FieldNode[] =>
  fields.toSorted((a, b) => (a.name.text < b.name.text ? -1 : a.name.text > b.name.text ? 1 : 0));
