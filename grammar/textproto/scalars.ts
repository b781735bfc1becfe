import { floatOf, integerOf, isDecimal, isInteger } from './numbers.ts';
import { nextToken } from './reader.ts';
import type { EnumType, FieldType, ProtoSchema, ScalarType } from './schema.ts';
import { stringBytes } from './strings.ts';
import type { ScalarNode } from './tree.ts';
import { decodeUtf8, encodeBase64 } from './utf8.ts';

/** A value as proto3 JSON has it. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** Why a scalar does not fit its field. */
export interface ScalarFault {
  readonly id: 'wrong-type' | 'out-of-range' | 'unknown-enum-value';
  readonly message: string;
  /** What would fit: kinds of literal, or the names of the enum. */
  readonly expected: readonly string[];
  /** The words of the C++ parser and the offset that it prints with them. */
  readonly reported: string;
  readonly offset: number;
}

export type ScalarReading =
  | {
      readonly value: JsonValue;
      /** Whether the value is its type's zero, which a field without presence does not keep. */
      readonly isZero: boolean;
      /** The reader takes it, though it is hardly meant. */
      readonly doubt?: { readonly id: string; readonly message: string };
      readonly fault?: undefined;
    }
  | { readonly fault: ScalarFault };

const bounds: Readonly<Partial<Record<ScalarType, readonly [bigint, bigint]>>> = {
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  sint32: [-(2n ** 31n), 2n ** 31n - 1n],
  sfixed32: [-(2n ** 31n), 2n ** 31n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  sint64: [-(2n ** 63n), 2n ** 63n - 1n],
  sfixed64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  fixed32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  fixed64: [0n, 2n ** 64n - 1n],
};

/** Reads a scalar as the C++ parser does for a field of that type. `text` is the whole file. */
export function readScalar(
  node: ScalarNode,
  field: FieldType,
  schema: ProtoSchema,
  text: string,
): ScalarReading {
  if (field.kind === 'enum') return readEnum(node, field, schema, text);
  switch (field.type as ScalarType) {
    case 'string':
    case 'bytes':
      return readString(node, field);
    case 'bool':
      return readBool(node, field, text);
    case 'float':
    case 'double':
      return readFloat(node, field.type === 'float');
    default:
      return readInteger(node, field.type as ScalarType);
  }
}

/** Where the literal stands after its minus signs. */
const operandOf = (node: ScalarNode): number => node.range.end - node.raw.length;

/** The first token of a scalar: of several strings, only the first is named in messages. */
function found(node: ScalarNode): string {
  return node.type === 'string' || node.type === 'placeholder' ? nextToken(node.raw, 0).text : node.raw;
}

function wrongType(node: ScalarNode, expected: string, reported: string, atMinus: boolean): ScalarReading {
  const fault: ScalarFault = {
    id: 'wrong-type',
    message: `${describe(node)} is given where ${expected} belongs.`,
    expected: [expected],
    reported: `${reported}, got: ${atMinus ? '-' : found(node)}`,
    offset: atMinus ? node.range.start : operandOf(node),
  };
  return { fault };
}

function describe(node: ScalarNode): string {
  const raw = node.raw.length <= 40 ? node.raw : `${node.raw.slice(0, 39)}…`;
  const kind = { string: 'The string', integer: 'The number', float: 'The number' } as const;
  return `${node.type in kind ? `${kind[node.type as keyof typeof kind]} ` : ''}\`${node.negative ? '-' : ''}${raw}\``;
}

function outOfRange(node: ScalarNode, type: string): ScalarReading {
  return {
    fault: {
      id: 'out-of-range',
      message: `${describe(node)} is outside of what ${type} holds.`,
      expected: [type],
      reported: `Integer out of range (${node.raw})`,
      offset: operandOf(node),
    },
  };
}

function readInteger(node: ScalarNode, type: ScalarType): ScalarReading {
  const [low, high] = bounds[type]!;
  if (low === 0n && node.negative) return wrongType(node, 'a non-negative integer', 'Expected integer', true);
  if (node.type !== 'integer' || !isInteger(node.raw))
    return wrongType(node, 'an integer', 'Expected integer', false);
  const isWide = type.endsWith('64');
  if (node.raw.length < 10 && isDecimal(node.raw)) {
    // Nine digits fit every type: no need for big integers.
    const value = node.negative && node.raw !== '0' ? -Number(node.raw) : Number(node.raw);
    return { value: isWide ? String(value) : value, isZero: value === 0 };
  }
  const magnitude = integerOf(node.raw);
  const value = node.negative ? -magnitude : magnitude;
  if (value < low || value > high) return outOfRange(node, type);
  return { value: isWide ? value.toString() : Number(value), isZero: value === 0n };
}

function readFloat(node: ScalarNode, single: boolean): ScalarReading {
  if (node.type === 'identifier') {
    const word = node.raw.toLowerCase();
    const sign = node.negative ? '-' : '';
    if (word === 'inf' || word === 'infinity') return { value: `${sign}Infinity`, isZero: false };
    if (word === 'nan') return { value: 'NaN', isZero: false };
  }
  if (node.type !== 'integer' && node.type !== 'float')
    return wrongType(node, 'a number', 'Expected double', false);
  if (node.type === 'integer' && !isDecimal(node.raw))
    return wrongType(node, 'a decimal number', 'Expect a decimal number', false);
  const exact = node.negative ? -floatOf(node.raw) : floatOf(node.raw);
  const value = single ? Math.fround(exact) : exact;
  if (!Number.isFinite(value)) return { value: value > 0 ? 'Infinity' : '-Infinity', isZero: false };
  return { value: single ? shortestFloat(value) : value, isZero: Object.is(value, 0) };
}

/** The shortest decimal that reads back as the same single-precision number: 0.1 in place of 0.10000000149011612. */
function shortestFloat(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 24) return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

function readBool(node: ScalarNode, field: FieldType, text: string): ScalarReading {
  if (node.type === 'integer' && !node.negative && isInteger(node.raw)) {
    const value = integerOf(node.raw);
    return value > 1n ? outOfRange(node, 'bool (0 or 1)') : { value: value === 1n, isZero: value === 0n };
  }
  if (node.type !== 'identifier' || node.negative)
    return wrongType(node, '`true` or `false`', 'Expected identifier', node.negative);
  if (['true', 'True', 't'].includes(node.raw)) return { value: true, isZero: false };
  if (['false', 'False', 'f'].includes(node.raw)) return { value: false, isZero: true };
  const fault: ScalarFault = {
    id: 'wrong-type',
    message: `\`${node.raw}\` is no truth value: write \`true\` or \`false\`.`,
    expected: ['true', 'false'],
    reported: `Invalid value for boolean field "${field.name}". Value: "${node.raw}".`,
    offset: nextToken(text, node.range.end).start,
  };
  return { fault };
}

function readString(node: ScalarNode, field: FieldType): ScalarReading {
  if (node.type !== 'string' || node.negative)
    return wrongType(node, 'a string', 'Expected string', node.negative);
  if (field.type === 'bytes') {
    const bytes = stringBytes(node.raw);
    return { value: encodeBase64(bytes), isZero: bytes.length === 0 };
  }
  const value = node.string ?? '';
  const reading = { value, isZero: value === '' };
  if (!node.raw.includes('\\') || decodeUtf8(stringBytes(node.raw)) !== undefined) return reading;
  const message = 'The bytes of this string are not UTF-8; some readers refuse them.';
  return { ...reading, doubt: { id: 'invalid-utf8', message } };
}

function readEnum(node: ScalarNode, field: FieldType, schema: ProtoSchema, text: string): ScalarReading {
  const type: EnumType = schema.enums[field.type] ?? { closed: false, values: [] };
  const byNumber = node.type === 'integer' || node.negative;
  if (!byNumber && node.type !== 'identifier')
    return wrongType(node, 'the name of an enum value', 'Expected integer or identifier', false);
  if (byNumber) {
    const reading = readInteger(node, 'int32');
    if (reading.fault) return reading;
    const number = reading.value as number;
    const known = namesOf(type).byNumber.get(number);
    if (known !== undefined) return { value: known, isZero: number === 0 };
    if (!type.closed) {
      const message = `No value of \`${field.type}\` has the number ${number}.`;
      return { value: number, isZero: number === 0, doubt: { id: 'unknown-enum-number', message } };
    }
    return unknownEnum(node, String(number), field, type, text);
  }
  const names = namesOf(type);
  const number = names.byName.get(node.raw);
  if (number === undefined) return unknownEnum(node, node.raw, field, type, text);
  return { value: names.byNumber.get(number)!, isZero: number === 0 };
}

interface EnumNames {
  readonly byName: ReadonlyMap<string, number>;
  /** Of names for one number, the first declared is the one that JSON shows. */
  readonly byNumber: ReadonlyMap<number, string>;
}

const enumNames = new WeakMap<EnumType, EnumNames>();

function namesOf(type: EnumType): EnumNames {
  let names = enumNames.get(type);
  if (!names) {
    names = {
      byName: new Map(type.values.map(({ name, number }) => [name, number])),
      byNumber: new Map(type.values.toReversed().map(({ name, number }) => [number, name])),
    };
    enumNames.set(type, names);
  }
  return names;
}

function unknownEnum(
  node: ScalarNode,
  word: string,
  field: FieldType,
  type: EnumType,
  text: string,
): ScalarReading {
  const fault: ScalarFault = {
    id: 'unknown-enum-value',
    message: `\`${field.type}\` has no value \`${word}\`.`,
    expected: type.values.map((value) => value.name),
    reported: `Unknown enumeration value of "${word}" for field "${field.name}".`,
    offset: nextToken(text, node.range.end).start,
  };
  return { fault };
}
