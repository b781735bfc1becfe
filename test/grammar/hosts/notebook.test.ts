import { describe, expect, it } from 'vitest';
import { readHost } from '../../../grammar/hosts/index.ts';
import { keywordOf } from '../../../grammar/python-call.ts';
import { line, misplaced } from '../shell/words.ts';

type Cell = readonly [kind: string, source: string | readonly string[], outputs?: readonly string[]];

const notebook = (...cells: Cell[]): string =>
  JSON.stringify({
    metadata: { kernelspec: { name: 'python3' }, cells: ['!serve not'] },
    cells: cells.map(([cell_type, source, outputs = []]) => ({
      metadata: { source: ['!serve not'] },
      outputs: [{ data: { 'text/plain': outputs, source: ['!serve not'] } }],
      cell_type,
      source,
    })),
    nbformat: 4,
  });

const read = (...cells: Cell[]) => {
  const text = notebook(...cells);
  const reading = readHost('a.ipynb', text, 'notebook');
  expect(misplaced(text, reading.commands)).toEqual([]);
  return { ...reading, text, lines: reading.commands.map(line) };
};

describe('notebooks', () => {
  it('reads the cells of Python together', () => {
    const { calls, text } = read(
      ['code', ['from vllm import LLM\n', 'TP = 2']],
      ['markdown', '# Next'],
      ['code', 'llm = LLM("m",\n  tensor_parallel_size=TP)\n', ['!serve not']],
    );
    expect(calls.map(({ name }) => name)).toEqual(['vllm.LLM']);
    const keyword = keywordOf(calls[0]!, 'tensor_parallel_size')!;
    expect(keyword.value).toMatchObject({ kind: 'literal', value: 2 });
    expect(text.slice(keyword.nameRange.start, keyword.nameRange.end)).toBe('tensor_parallel_size');
  });

  it.each([
    ['!serve --a "x y"\n', ['serve --a x y']],
    ['!!serve --a', ['serve --a']],
    ['  !serve \\\n    --a \\\n    --b\nx = 1\n', ['serve --a --b']],
    ['!serve {MODEL} --len={cfg["n"]} ${HOME}\n', ['serve ? --len=? ?']],
    ['%pip install vllm\n%sx serve --a\n', ['serve --a']],
    ['%%bash\nA=1\nserve --a $A\n', ['serve --a 1']],
    ['%%script bash\nserve\n', ['serve']],
    ['%%time\n!serve\n', ['serve']],
    ['%%html\n!serve\n', []],
    ['%%writefile run.sh\nserve --a\n', ['serve --a']],
    ['import subprocess\nsubprocess.Popen(["serve", "--a", "b c"])\n', ['serve --a b c']],
    ['a = b != c\n!', []],
  ])('reads the commands of %j', (source, lines) => expect(read(['code', source]).lines).toEqual(lines));

  it('reads pages, and files that a cell writes', () => {
    const pages = read(['markdown', ['Run\n', '```bash\n', 'serve --a\n', '```\n']]);
    expect(pages.lines).toEqual(['serve --a']);
    const written = read(['code', '%%writefile a.py\nfrom vllm import LLM\nLLM("m")\n']);
    expect(written.calls.map(({ name }) => name)).toEqual(['vllm.LLM']);
    const manifest = read(['code', '%%writefile a.yaml\napiVersion: v1\nkind: Pod\n']);
    expect(manifest.manifests.map(({ kind }) => kind)).toEqual(['Pod']);
  });

  it.each([
    '',
    '{',
    '{"cells": [',
    '{"cells": [{"cell_type": "code", "source": "!serve',
    '[]',
    '{"cells": 1}',
  ])('finds nothing in %j', (text) => expect(readHost('a.ipynb', text, 'notebook').commands).toEqual([]));
});
