// biome-ignore-all lint/suspicious/noTemplateCurlyInString: placeholders of templates are what is tested.
import { describe, expect, it } from 'vitest';
import { formatTextproto } from '../../../../grammar/textproto/format/index.ts';
import { hasShared, sharedJson } from '../shared.ts';

interface Vector {
  readonly category: string;
  readonly input: string;
  readonly output: string;
}

const vectors = hasShared ? sharedJson<{ vectors: Vector[] }>('vectors/txtpbfmt.json').vectors : [];

/** Where txtpbfmt is wrong, or tolerates what Triton does not: what we print in its place, nothing where we refuse. */
const departures: Readonly<Record<string, string | undefined>> = {
  // Line breaks stay as they are.
  'a: 1\r\nb: 2\r\n': 'a: 1\r\nb: 2\r\n',
  // A second comma would be a syntax error; a minus has no line of its own.
  'r: [1\n,2]': 'r: [\n  1,\n  2\n]\n',
  'a: - 5': 'a: -5\n',
  // The directive stays where it counts.
  '# txtpbfmt: sort_fields_by_field_name\nb: 1\na: 2': '# txtpbfmt: sort_fields_by_field_name\na: 2\nb: 1\n',
  // A placeholder for a whole value is kept.
  'a: ${x}': 'a: ${x}\n',
  // Syntax errors.
  'r [{a: 1},]': undefined,
  'r [\n  {\n a: 1\n }\n {\n a: 2\n }\n]': undefined,
  'a: [1': undefined,
  'n { a: 1': undefined,
  'a: }': undefined,
  'a 1': undefined,
  'a: "x': undefined,
  'n { a: 1 >': undefined,
  'a = 1': undefined,
  ', a: 1': undefined,
};

describe.skipIf(!hasShared)('what txtpbfmt makes of a text', () => {
  it('is recorded for each departure', () => {
    const inputs = vectors.map(({ input }) => input);
    expect(inputs).toEqual(expect.arrayContaining(Object.keys(departures)));
    expect(vectors.length - Object.keys(departures).length).toBe(79);
  });

  it.each(vectors.map(({ category, input, output }) => [category, input, output] as const))(
    '%s: %j',
    (_, input, output) => {
      const wanted = Object.hasOwn(departures, input) ? departures[input] : output;
      const result = formatTextproto(input);
      expect(result.ok ? result.text : undefined).toBe(wanted);
    },
  );
});
