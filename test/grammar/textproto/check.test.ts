// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of templates are what is tested.
import { describe, expect, it } from 'vitest';
import { readProtoFile } from '../../../grammar/textproto/descriptor.ts';
import { checkMessage, parseTextproto, readMessage } from '../../../grammar/textproto/index.ts';

const schema = readProtoFile(`
  syntax = "proto3";
  package p;
  enum Kind { KIND_AUTO = 0; KIND_GPU = 1; }
  message Group { int32 count = 1; Kind kind = 2; repeated uint64 ids = 3; }
  message M {
    reserved "gone";
    string name = 1;
    Group group = 2;
    repeated Group groups = 3;
    map<string, Group> by_name = 4;
    map<int64, string> labels = 5;
    oneof choice { Group one = 6; bool other = 7; }
    optional float ratio = 8;
    bytes data = 9;
  }
`);

const check = (text: string) =>
  checkMessage(parseTextproto(text), schema, 'M').map(
    ({ id, range, messageType, field, expected, accepted }) => ({
      id,
      covers: text.slice(range.start, range.end),
      messageType,
      field,
      ...(expected && { expected }),
      ...(accepted && { accepted }),
    }),
  );

describe('checkMessage', () => {
  it('names the fields that there are for one that there is not', () => {
    expect(check('group { cuont: 1 }')).toEqual([
      {
        id: 'unknown-field',
        covers: 'cuont',
        messageType: 'Group',
        field: 'cuont',
        expected: ['count', 'kind', 'ids'],
      },
    ]);
  });

  it.each([
    ['group { kind: KIND_CPU }', 'unknown-enum-value', 'KIND_CPU'],
    ['group { kind: "KIND_GPU" }', 'wrong-type', '"KIND_GPU"'],
    ['name: 5', 'wrong-type', '5'],
    ['name { }', 'missing-colon', 'name'],
    ['name: { }', 'wrong-type', '{ }'],
    ['group: 5', 'wrong-type', '5'],
    ['group { count: 3000000000 }', 'out-of-range', '3000000000'],
    ['group { ids: -1 }', 'wrong-type', '-1'],
    ['group { ids [1] }', 'missing-colon', 'ids'],
    ['group { count: [1] }', 'list-on-singular', '[1]'],
    ['group: [{ }]', 'list-on-singular', '[{ }]'],
    ['name: "a" name: "b"', 'repeated-singular', 'name'],
    ['one { } other: true', 'oneof-conflict', 'other'],
    ['by_name { a { count: 1 } }', 'wrong-map-shape', 'a'],
    ['by_name { key: "a" value: 1 }', 'wrong-map-shape', '1'],
    ['labels { key: 1 value { } }', 'missing-colon', 'value'],
    ['[p.ext]: 1', 'unknown-extension', '[p.ext]'],
  ])('finds one mistake in %s', (text, id, covers) => {
    expect(check(text).map((issue) => [issue.id, issue.covers])).toEqual([[id, covers]]);
  });

  it.each([
    ['group { kind: 7 }', 'unknown-enum-number', '7'],
    ['labels { key: 1 value: "a" } labels { key: 1 value: "b" }', 'repeated-map-key', '1'],
    ['by_name { value { count: 1 } }', 'missing-map-key', '{ value { count: 1 } }'],
    ['name: "\\377"', 'invalid-utf8', '"\\377"'],
  ])('tells of %s though the reader takes it', (text, id, covers) => {
    expect(check(text)).toMatchObject([{ id, covers, accepted: true }]);
    expect(readMessage(text, schema, 'M').ok).toBe(true);
  });

  it('does not repeat what the parser has told', () => {
    for (const text of ['name "a"', 'group 5', 'name:', 'name: ${x}', '"nope": 1', 'group { count: }'])
      expect([text, check(text)]).toEqual([text, []]);
  });

  it('passes over reserved names and takes zeros twice where there is no presence', () => {
    expect(check('gone: "x" gone { a: [1, { b: 2 }] } name: "" name: ""')).toEqual([]);
    expect(check('ratio: 0 ratio: 0')).toHaveLength(1);
  });
});

describe('the value that readMessage gives', () => {
  const value = (text: string) => JSON.parse(JSON.stringify(readMessage(text, schema, 'p.M').value));

  it('follows proto3 JSON with the names of the .proto', () => {
    const text =
      'name: "" group { count: 0x10 ids: [1, 18446744073709551615] kind: 1 } other: false ratio: 0.1 data: "\\377\\0a"';
    expect(value(text)).toEqual({
      group: { count: 16, ids: ['1', '18446744073709551615'], kind: 'KIND_GPU' },
      other: false,
      ratio: 0.1,
      data: '/wBh',
    });
  });

  it('keeps the last entry of a key, and fills in what an entry leaves out', () => {
    const text =
      'labels { key: 1 value: "a" } labels { key: 1 value: "b" } labels { } by_name { key: "__proto__" }';
    expect(readMessage(text, schema, 'M').value.labels).toEqual({ '1': 'b', '0': '' });
    expect(Object.keys(readMessage(text, schema, 'M').value.by_name as object)).toEqual(['__proto__']);
  });

  it('has no numbers that JSON has not', () => {
    expect(value('ratio: -inf')).toEqual({ ratio: '-Infinity' });
    expect(value('ratio: nan')).toEqual({ ratio: 'NaN' });
    expect(value('group { kind: 9 }')).toEqual({ group: { kind: 9 } });
  });
});

describe('readProtoFile', () => {
  it('reads what the text format depends on', () => {
    const { fields, reserved } = schema.messages.M!;
    expect(reserved).toEqual(['gone']);
    expect(fields.find((field) => field.name === 'ratio')).toMatchObject({ explicitPresence: true });
    expect(fields.find((field) => field.name === 'one')).toMatchObject({ oneof: 'choice', type: 'Group' });
    expect(fields.find((field) => field.name === 'labels')).toMatchObject({ label: 'map', keyType: 'int64' });
    expect(schema.enums.Kind).toEqual({
      closed: false,
      values: [
        { name: 'KIND_AUTO', number: 0 },
        { name: 'KIND_GPU', number: 1 },
      ],
    });
  });

  it('throws with a line where the file is not valid', () => {
    expect(() => readProtoFile('syntax = "proto3";\nmessage {')).toThrow(/line 2/);
  });
});
