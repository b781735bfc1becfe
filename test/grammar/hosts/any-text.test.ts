import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FileKind, readHost } from '../../../grammar/hosts/index.ts';
import { collectFiles } from '../../../workspace/collect-files.ts';
import { DiskWorkspace } from '../../../workspace/node/disk.ts';
import { misplaced } from '../shell/words.ts';

const kinds: FileKind[] = [
  'shell',
  'markdown',
  'yaml',
  'dockerfile',
  'python',
  'notebook',
  'json',
  'triton-config',
  'other',
];
const seeds = [
  'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: i\n    command: [sh, -c]\n    args:\n    - |\n      serve "a\n        b" $X\n',
  'services:\n  a:\n    image: i\n    command: >-\n      serve --a\n      "b c"\n    environment: [A=1]\n',
  'FROM i AS b\nENV A="x y"\nRUN serve $A \\\n # c\n --b\nCMD ["a", "\\u0041\\n"]\n',
  '1. a\n\n   ```bash\n   serve --a \\\n     "b"\n   ```\n> ```pbtxt\n> name: "x"\n> ```\n',
  '{"cells": [{"cell_type": "code", "source": ["x = 1\\n", "!serve --a \\"b\\" {x}\\n"]}, {"cell_type": "code", "source": "%%bash\\nserve"}]}',
  'A=1\ncat > config.pbtxt <<EOF\nname: "x"\nEOF\nbash -c "serve \\"$A\\""\n',
];
const parts = [
  '"',
  "'",
  '|',
  '>',
  '\n',
  '\r\n',
  '\t',
  '  ',
  '- ',
  ': ',
  '{{ x }}',
  '$(A)',
  '```',
  '> ',
  '\\',
  '[',
  ']',
  '#',
  '&a ',
  '*a',
  '<<: ',
  '😀',
  '\uFEFF',
  '\\u00',
];

/** A text that a host can read, with stretches of it replaced. */
const damaged = fc
  .tuple(
    fc.constantFrom(...seeds),
    fc.array(fc.tuple(fc.nat(300), fc.nat(6), fc.constantFrom(...parts)), { maxLength: 8 }),
  )
  .map(([seed, edits]) =>
    edits.reduce((text, [at, cut, part]) => text.slice(0, at) + part + text.slice(at + cut), seed),
  );

describe('any text of any kind', () => {
  it('is read without an exception, and every word stands where it says', () => {
    fc.assert(
      fc.property(damaged, fc.constantFrom(...kinds), (text, kind) => {
        const { commands, embedded, images, manifests } = readHost('f', text, kind);
        expect(misplaced(text, commands)).toEqual([]);
        for (const { raw, range } of images) expect(text.slice(range.start, range.end)).toBe(raw);
        for (const { text: inner, start } of embedded) {
          expect(start).toBeGreaterThanOrEqual(0);
          for (const [at, character] of [...inner].entries())
            if (/\w/.test(character) && /^[\0-\x7f]*$/.test(inner)) expect(text[start + at]).toBe(character);
        }
        for (const { rangeOf } of manifests) expect(rangeOf([])!.end).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ...[
      '[',
      '{a: ',
      '- ',
      'a: "\\x',
      '? ',
      'a:\n ',
      'a: &x [*x,1]\n',
      '&a ',
      'a: {{ b }}\n',
      '- a\n',
      'x: |\n',
    ].map((part) => ['yaml', part] as const),
    ...['_a*', '1. ', '> ', '- a\n ', '[', '```\n', '[a]: b\n', '    x\n', '*a '].map(
      (part) => ['markdown', part] as const,
    ),
    ...['FROM x\n', 'RUN a \\\n', 'RUN <<E\n', 'CMD ["a",', 'ENV A=1 ', 'FROM a AS b\n'].map(
      (part) => ['dockerfile', part] as const,
    ),
  ])('takes time in proportion to the text: %s of %j over and over', (kind, part) => {
    const from = performance.now();
    readHost('f', part.repeat(10_000), kind);
    expect(performance.now() - from).toBeLessThan(6000);
  });
});

const corpus = '../shared/corpus/kubernetes';
describe.skipIf(!existsSync(corpus))('manifests of public repositories', () => {
  it('are all read, with the commands of the servers in them', async () => {
    const { files, unreadable } = await collectFiles(new DiskWorkspace('.'), [corpus]);
    expect(unreadable).toEqual([]);
    const programs = files.flatMap(({ path, text, kind }) => {
      const { commands } = readHost(path, text, kind);
      expect(misplaced(text, commands)).toEqual([]);
      return commands.map(({ program }) => program.value ?? '');
    });
    expect(programs.length).toBeGreaterThan(100);
    for (const program of [
      'tritonserver',
      'vllm.entrypoints.openai.api_server',
      'sglang.launch_server',
      'dynamo.trtllm',
    ])
      expect(programs).toContain(program);
  });
});
