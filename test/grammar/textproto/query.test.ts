// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of templates are what is tested.
import { describe, expect, it } from 'vitest';
import { parseTextproto } from '../../../grammar/textproto/index.ts';
import {
  booleanValue,
  enumText,
  fieldsNamed,
  integerValue,
  mapEntries,
  messageFields,
  nodeAt,
  numberValue,
  scalarField,
  scalarFields,
  stringValue,
} from '../../../grammar/textproto/query.ts';

const root = (text: string) => parseTextproto(text).root;
const scalar = (literal: string) => scalarField(root(`a: ${literal}`), 'a');

describe('fields by name', () => {
  const message = root('a: 1 b { x: 1 } a: [2, 3] b: [{ x: 2 }, { x: 3 }] [a]: 4');

  it('flattens the list shorthand and leaves extensions alone', () => {
    expect(fieldsNamed(message, 'a')).toHaveLength(2);
    expect(scalarFields(message, 'a').map(integerValue)).toEqual([1, 2, 3]);
    expect(integerValue(scalarField(message, 'a'))).toBe(3);
    expect(messageFields(message, 'b').map((b) => integerValue(scalarField(b, 'x')))).toEqual([1, 2, 3]);
  });

  it('is empty for a name that is not there', () => {
    expect(scalarField(message, 'nope')).toBeUndefined();
    expect(messageFields(message, 'a')).toEqual([]);
  });
});

describe('mapEntries', () => {
  it('gives entries in both spellings, repeated and half-filled ones too', () => {
    const message = root('m { key: "k" value: 1 } m: [{ key: -2 value { x: 1 } }, { value: 3 }, {}]');
    const entries = mapEntries(message, 'm');
    expect(entries.map((entry) => entry.keyText)).toEqual(['k', '-2', '', '']);
    expect(entries.map((entry) => entry.value?.kind)).toEqual(['scalar', 'message', 'scalar', undefined]);
  });
});

describe('values of scalars', () => {
  it.each([
    ['42', 42],
    ['-0x1F', -31],
    ['010', 8],
    ['- 7', -7],
    ['-0', 0],
    ['08', undefined],
    ['1.0', undefined],
    ['"1"', undefined],
    ['${x}', undefined],
  ])('integerValue of %s is %s', (literal, value) => expect(integerValue(scalar(literal))).toBe(value));

  it.each([
    ['1.5f', 1.5],
    ['-.5', -0.5],
    ['1e3', 1000],
    ['-inf', Number.NEGATIVE_INFINITY],
    ['NaN', Number.NaN],
    ['3', 3],
    ['1.2.3', undefined],
    ['fast', undefined],
  ])('numberValue of %s is %s', (literal, value) => expect(numberValue(scalar(literal))).toBe(value));

  it.each([
    ['true', true],
    ['t', true],
    ['0x1', true],
    ['False', false],
    ['00', false],
    ['TRUE', undefined],
    ['2', undefined],
    ['-1', undefined],
    ['"true"', undefined],
  ])('booleanValue of %s is %s', (literal, value) => expect(booleanValue(scalar(literal))).toBe(value));

  it('reads strings and names', () => {
    expect(stringValue(scalar('"a\\x41" # c\n \'é\''))).toBe('aAé');
    expect(stringValue(scalar('"\\303\\251"'))).toBe('é');
    expect(stringValue(scalar('"\\377"'))).toBe('\u00ff');
    expect(stringValue(scalar('a'))).toBeUndefined();
    expect(enumText(scalar('KIND_GPU'))).toBe('KIND_GPU');
    expect(enumText(scalar('1'))).toBeUndefined();
  });
});

describe('nodeAt', () => {
  it('leads from the file to the innermost node', () => {
    const text = 'a { b: [1, 22] }';
    const path = nodeAt(parseTextproto(text), text.indexOf('22') + 1);
    expect(path.map((node) => node.kind)).toEqual(['message', 'field', 'message', 'field', 'scalar']);
    expect(nodeAt(parseTextproto(text), text.length).map((node) => node.kind)).toEqual([
      'message',
      'field',
      'message',
    ]);
  });
});
