import { covers } from '../text.ts';
import { floatOf, integerOf, isInteger, numberFault } from './numbers.ts';
import type { FieldNode, MessageNode, ScalarNode, TextprotoTree, ValueNode } from './tree.ts';

/** One entry of a map field, the list shorthand flattened. */
export interface MapEntry {
  readonly key?: ScalarNode;
  /** The key as text; empty where it is missing, as the text format has it. */
  readonly keyText: string;
  readonly value?: ValueNode;
  readonly entry: MessageNode;
}

/** Something on the way from the file to an offset. */
export type PathNode = MessageNode | FieldNode | ScalarNode;

export function fieldsNamed(message: MessageNode, name: string): readonly FieldNode[] {
  if (message.fields.length > fewFields) return indexOf(message).get(name) ?? none;
  return message.fields.filter((field) => field.name.text === name && field.name.kind === 'identifier');
}

/** In a larger message, as the file itself mostly is, an index is quicker than a walk for each question. */
const fewFields = 4;
const none: readonly FieldNode[] = [];
const indexes = new WeakMap<MessageNode, Map<string, FieldNode[]>>();

function indexOf(message: MessageNode): Map<string, FieldNode[]> {
  let index = indexes.get(message);
  if (!index) {
    index = new Map();
    for (const field of message.fields) {
      if (field.name.kind !== 'identifier') continue;
      const group = index.get(field.name.text);
      if (group) group.push(field);
      else index.set(field.name.text, [field]);
    }
    indexes.set(message, index);
  }
  return index;
}

/** Rules ask for fields by name all the time: these loops make no list that is thrown away. */
function valuesNamed(message: MessageNode, name: string): ValueNode[] {
  const values: ValueNode[] = [];
  for (const field of message.fields) {
    if (field.name.text !== name || field.name.kind !== 'identifier') continue;
    for (const value of field.values) values.push(value);
  }
  return values;
}

export const scalarFields = (message: MessageNode, name: string): ScalarNode[] =>
  valuesNamed(message, name).filter((value) => value.kind === 'scalar');

/** The last scalar given to a field. */
export function scalarField(message: MessageNode, name: string): ScalarNode | undefined {
  for (let i = message.fields.length - 1; i >= 0; i--) {
    const field = message.fields[i]!;
    if (field.name.text !== name || field.name.kind !== 'identifier') continue;
    for (let k = field.values.length - 1; k >= 0; k--) {
      const value = field.values[k]!;
      if (value.kind === 'scalar') return value;
    }
  }
  return undefined;
}

export const messageFields = (message: MessageNode, name: string): MessageNode[] =>
  valuesNamed(message, name).filter((value) => value.kind === 'message');

/** The entries of a map in order, repeated keys included: the last one of a key is what a reader keeps. */
export function mapEntries(message: MessageNode, name: string): MapEntry[] {
  const entries: MapEntry[] = [];
  for (const field of message.fields) {
    if (field.name.text !== name || field.name.kind !== 'identifier') continue;
    for (const value of field.values) if (value.kind === 'message') entries.push(readEntry(value));
  }
  return entries;
}

function readEntry(entry: MessageNode): MapEntry {
  const key = scalarField(entry, 'key');
  const value = valuesNamed(entry, 'value').at(-1);
  const keyText = key ? (key.string ?? `${key.negative ? '-' : ''}${key.raw}`) : '';
  // Written out: to spread parts into an object costs more than all the rest.
  if (key) return value ? { key, keyText, value, entry } : { key, keyText, entry };
  return value ? { keyText, value, entry } : { keyText, entry };
}

export const stringValue = (node: ScalarNode | undefined): string | undefined =>
  node?.type === 'string' && !node.negative ? node.string : undefined;

/** The value of a well-formed integer literal, hexadecimal and octal too; inexact beyond 2^53. */
export function integerValue(node: ScalarNode | undefined): number | undefined {
  if (node?.type !== 'integer' || !isInteger(node.raw)) return undefined;
  const value = Number(integerOf(node.raw));
  return node.negative && value !== 0 ? -value : value;
}

/** The value of a number as a `float` or `double` field would take it, `inf` and `nan` included. */
export function numberValue(node: ScalarNode | undefined): number | undefined {
  if (!node) return undefined;
  const sign = node.negative ? -1 : 1;
  if (node.type === 'integer') return integerValue(node);
  if (node.type === 'float') return numberFault(node.raw) ? undefined : sign * floatOf(node.raw);
  if (node.type !== 'identifier') return undefined;
  const word = node.raw.toLowerCase();
  if (word === 'inf' || word === 'infinity') return sign * Number.POSITIVE_INFINITY;
  return word === 'nan' ? Number.NaN : undefined;
}

const trueWords = new Set(['true', 'True', 't', '1']);
const falseWords = new Set(['false', 'False', 'f', '0']);

/** What a `bool` field makes of the node: the words of C++, or an integer that is 0 or 1. */
export function booleanValue(node: ScalarNode | undefined): boolean | undefined {
  if (!node || node.negative || (node.type !== 'identifier' && node.type !== 'integer')) return undefined;
  if (trueWords.has(node.raw)) return true;
  if (falseWords.has(node.raw)) return false;
  const number = integerValue(node);
  return number === 1 ? true : number === 0 ? false : undefined;
}

/** The name of an enum value as written; numbers are left to the schema. */
export const enumText = (node: ScalarNode | undefined): string | undefined =>
  node?.type === 'identifier' && !node.negative ? node.raw : undefined;

/** The nodes around an offset from the root to the innermost; both ends of a range count as inside. */
export function nodeAt(tree: TextprotoTree, offset: number): PathNode[] {
  const path: PathNode[] = [];
  let here: PathNode | undefined = tree.root;
  while (here) {
    path.push(here);
    const children: readonly PathNode[] =
      here.kind === 'message' ? here.fields : here.kind === 'field' ? here.values : [];
    here = lastCovering(children, offset);
  }
  return path;
}

/** Of nodes in order that do not overlap, the last whose range covers the offset. */
function lastCovering(nodes: readonly PathNode[], offset: number): PathNode | undefined {
  let low = 0;
  let high = nodes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (nodes[middle]!.range.start <= offset) low = middle + 1;
    else high = middle;
  }
  const node = nodes[low - 1];
  return node && covers(node.range, offset) ? node : undefined;
}
