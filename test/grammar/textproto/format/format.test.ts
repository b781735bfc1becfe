// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of templates are what is tested.
import { describe, expect, it } from 'vitest';
import { formatTextproto } from '../../../../grammar/textproto/format/index.ts';

function formatted(text: string): string {
  const result = formatTextproto(text);
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.issues)}`);
  const again = formatTextproto(result.text);
  expect(again).toMatchObject({ ok: true, text: result.text });
  return result.text;
}

const refused = (text: string): string[] => {
  const result = formatTextproto(text);
  return result.ok ? [] : result.issues.map(({ id }) => id);
};

describe('comments', () => {
  it('keep their order and their places, wherever they stand', () => {
    const text = [
      '# file',
      '',
      'name # after the name',
      ': # after the colon',
      "  - # after the minus\n  5 # behind, after '5'",
      '  ; # behind the separator',
      'n # before the brace',
      '{ # behind the brace',
      '  s: "a" # first part',
      '     # between the parts',
      '     "b", # last part',
      '  [ a.b # in a name',
      '  ]: 1',
      '  r: # before the list',
      '  [ # behind the bracket',
      '    1 # one',
      '    # before a comma',
      '    , # behind a comma',
      '    < # in a message of a list',
      '    >',
      '    # last of the list',
      '  ] # behind the list',
      '',
      '  # last of the message',
      '} # behind the message',
      '# end',
    ].join('\n');
    expect(formatted(text)).toBe(`# file

name:
  # after the name
  # after the colon
  # after the minus
  -5  # behind, after '5'
# behind the separator
n {
  # before the brace
  # behind the brace
  s:
    "a"  # first part
    # between the parts
    "b"  # last part
  [a.b]:
    # in a name
    1
  r: [
    # before the list
    # behind the bracket
    1,  # one
    # before a comma
    # behind a comma
    {
      # in a message of a list
    }
    # last of the list
  ]  # behind the list

  # last of the message
}  # behind the message
# end
`);
  });

  it('lose only white space at their end', () => {
    expect(formatted('a: 1 #  x  \t\n')).toBe('a: 1  #  x\n');
  });
});

describe('layout', () => {
  it('expands what cannot stand on one line, and all that is around it', () => {
    expect(formatted('n { m { s: "a" "b" } k: [ "c", "d" "e" ] }')).toBe(
      'n {\n  m {\n    s:\n      "a"\n      "b"\n  }\n  k: [\n    "c",\n    "d"\n    "e"\n  ]\n}\n',
    );
  });

  it('puts each item of an opened list on its own line', () => {
    expect(formatted('input [ {\nname: "x" }, { name: "y" }\n]')).toBe(
      'input [\n  {\n    name: "x"\n  },\n  { name: "y" }\n]\n',
    );
  });

  it('keeps blank lines to one, and none at the start of a file or list', () => {
    expect(formatted('\n\na: 1\n \n\t\n\nr: [\n\n\n1,\n\n\n2\n\n]\n\n\nn {\n\n\nb: 2\n\n\n}\n')).toBe(
      'a: 1\n\nr: [\n  1,\n\n  2\n]\n\nn {\n\n  b: 2\n\n}\n',
    );
  });

  it('keeps CRLF, and makes mixed line breaks what most of them are', () => {
    expect(formatted('a:1\r\nn {\r\nb:2\r\n}\r\n')).toBe('a: 1\r\nn {\r\n  b: 2\r\n}\r\n');
    expect(formatted('a:1\nb:2\r\nc:3\n')).toBe('a: 1\nb: 2\nc: 3\n');
    expect(formatted('a:1\r\n# txtpbfmt: off\r\nb:2\n# txtpbfmt: on\r\n')).toBe(
      'a: 1\r\n# txtpbfmt: off\r\nb:2\r\n# txtpbfmt: on\r\n',
    );
  });

  it('keeps the spelling of numbers and escapes', () => {
    const text = 'a: [0X1F, 010, 1.50, -1e+3, .5f, -inf, True]\ns: "\\x41\\101\\u0041é\\\'"\n';
    expect(formatted(text)).toBe(text);
  });

  it('turns single quotes into double ones without changing the string', () => {
    expect(formatted(`s: 'it\\'s "so" \\\\'`)).toBe(`s: "it's \\"so\\" \\\\"\n`);
  });
});

describe('directives', () => {
  const formattedAfter = (directive: string, text: string) =>
    formatted(`# txtpbfmt: ${directive}\n${text}`).split('\n').slice(1).join('\n');

  it('are combined with commas or given one by one', () => {
    expect(formattedAfter('expand_all_children, skip_all_colons', 'n: { m: [ { a: 1 }, {} ] }')).toBe(
      'n {\n  m [\n    {\n      a: 1\n    },\n    {}\n  ]\n}\n',
    );
    expect(formattedAfter('expand_all_children\n# txtpbfmt: skip_all_colons', 'n: {a: [1]}')).toBe(
      '# txtpbfmt: skip_all_colons\nn {\n  a: [1]\n}\n',
    );
  });

  it('preserve_angle_brackets and smartquotes', () => {
    expect(formattedAfter('preserve_angle_brackets', 'n <a: 1> m {b: [<>]}')).toBe(
      'n < a: 1 >\nm { b: [ <> ] }\n',
    );
    expect(formattedAfter('smartquotes', `a: "x\\"y" b: 'z' c: "it's \\"" d: "\\\\\\""`)).toBe(
      `a: 'x"y'\nb: "z"\nc: "it's \\""\nd: '\\\\"'\n`,
    );
  });

  it('sort_fields_by_field_name keeps the order of one name, detached comments and kept lines', () => {
    expect(
      formattedAfter(
        'sort_fields_by_field_name',
        [
          'c: 1 # one',
          '# of a',
          'a: 2',
          'c: 0',
          'b { y: 1 x: 2 }',
          '',
          '# detached',
          '',
          'z: 1',
          'a: 3',
          '# txtpbfmt: off',
          ' y:  1 b:  2',
          '# txtpbfmt: on',
          'm {\n  # of k\n  k: 1\n\n  j: 2\n}',
        ].join('\n'),
      ),
    ).toBe(`# of a
a: 2
b { x: 2 y: 1 }
c: 1  # one
c: 0

# detached

a: 3
z: 1
# txtpbfmt: off
 y:  1 b:  2
# txtpbfmt: on
m {
  j: 2

  # of k
  k: 1
}
`);
  });

  it('off and on keep the lines between them, also inside of a message', () => {
    const kept = '# txtpbfmt: off\n   a  :1\n\n\n # x\nb <>  # txtpbfmt: on\n';
    expect(formatted(`n {\nx:1\n${kept}y:2\n}`)).toBe(`n {\n  x: 1\n${kept}  y: 2\n}\n`);
  });

  it('disable leaves everything as it is, mistakes included', () => {
    const text = '# about\n\n#txtpbfmt:disable\na   1 {';
    expect(formatTextproto(text)).toEqual({ ok: true, text, ignored: [] });
  });

  it('that are not honoured are named, and kept as comments', () => {
    const text =
      '# txtpbfmt: wrap_strings_at_column=80, constructor\na: 1\n# txtpbfmt: expand_all_children\nb { c: 1 }\n';
    const result = formatTextproto(text);
    expect(result).toMatchObject({ ok: true, text });
    expect(result.ok && result.ignored.map(({ message }) => message)).toEqual([
      '`txtpbfmt: wrap_strings_at_column=80` is not supported.',
      '`txtpbfmt: constructor` is not supported.',
      '`txtpbfmt: expand_all_children` counts only before the first field.',
    ]);
  });

  it.each([
    ['without on', 'a: 1\n# txtpbfmt: off\nb:1\n'],
    ['with on in another message', 'n {\n# txtpbfmt: off\nb:1\n}\n# txtpbfmt: on\n'],
    ['with on inside a field after it', '# txtpbfmt: off\nn {\n# txtpbfmt: on\n}\n'],
    ['behind a field', 'a: 1 # txtpbfmt: off\nb:1\n# txtpbfmt: on\n'],
    ['in a list', 'a: [\n# txtpbfmt: off\n1\n# txtpbfmt: on\n]'],
    ['before a value', 'a:\n# txtpbfmt: off\n1\n# txtpbfmt: on\n'],
  ])('an off %s is refused', (_, text) => {
    expect(refused(text)).toEqual(['stray-off']);
  });
});

describe('placeholders', () => {
  it('that stand for a value are kept as they are', () => {
    expect(formatted('a:${x}\nr:[ ${a}${b} ,-${c}, TYPE_${d} ]\nn{ b:{{ y }} }\ns:"${z}"')).toBe(
      'a: ${x}\nr: [${a}${b}, -${c}, TYPE_${d}]\nn { b: {{ y }} }\ns: "${z}"\n',
    );
  });

  it.each(['${x}: 1', 'n { ${y} }', '{% if x %}\na: 1\n{% endif %}\n', 'a: ${x} ${y}', 'a ${x}'])(
    'that stand elsewhere are refused: %s',
    (text) => {
      expect(refused(text)).not.toEqual([]);
    },
  );
});
