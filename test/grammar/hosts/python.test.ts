import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHost } from '../../../grammar/hosts/index.ts';
import { argumentOf, keywordOf, type PythonCall, type PythonValue } from '../../../grammar/python-call.ts';

const calls = (code: string): readonly PythonCall[] => readHost('a.py', code, 'python').calls;
const last = (code: string): PythonCall =>
  calls(code).findLast(({ name }) => !name.endsWith('.g') && name !== 'g' && name !== 'dict')!;

/** A value as plain data, unknown parts as `?`. */
function plain(value: PythonValue | undefined): unknown {
  switch (value?.kind) {
    case undefined:
      return undefined;
    case 'literal':
      return value.value;
    case 'list':
      return value.items.map(plain);
    case 'dict':
      return Object.fromEntries(value.entries.map((entry) => [String(plain(entry.key)), plain(entry.value)]));
    case 'name':
      return `<${value.name}>`;
    case 'call':
      return `${value.call.name}()`;
    case 'unknown':
      return '?';
  }
}
const argument = (expression: string, before = ''): unknown =>
  plain(last(`${before}\nf(x=${expression})`).keywords.find(({ name }) => name === 'x')?.value);

describe('names of calls', () => {
  it.each([
    ['import vllm\nvllm.LLM()', 'vllm.LLM'],
    ['import vllm as v\nv.LLM()', 'vllm.LLM'],
    ['from vllm import LLM\nLLM()', 'vllm.LLM'],
    ['from vllm import (\n  LLM as Engine,\n  SamplingParams,\n)\nEngine()', 'vllm.LLM'],
    ['from tensorrt_llm.llmapi import KvCacheConfig\nKvCacheConfig()', 'tensorrt_llm.llmapi.KvCacheConfig'],
    ['import torch\ntorch.onnx.export()', 'torch.onnx.export'],
    ['import torch.onnx as o\no.export()', 'torch.onnx.export'],
    [
      'from tensorrt_llm.runtime import ModelRunner\nModelRunner.from_dir()',
      'tensorrt_llm.runtime.ModelRunner.from_dir',
    ],
    ['from vllm import LLM\nllm = LLM()\nllm.generate()', 'vllm.LLM.generate'],
    ['from vllm import LLM\nasync def f():\n  llm = await LLM()\n  llm.generate()', 'vllm.LLM.generate'],
    ['from vllm import LLM\nLLM().generate()', 'vllm.LLM.generate'],
    ['LLM()', 'LLM'],
  ])('%j is a call of %s', (code, name) => {
    expect(calls(code).map((call) => call.name)).toContain(name);
  });

  it('takes a name that means two things for itself', () => {
    expect(last('from vllm import LLM\nfrom tensorrt_llm import LLM\nLLM()').name).toBe('LLM');
    expect(last('from vllm import LLM\ndef f(LLM):\n  LLM()').name).toBe('LLM');
  });

  it('leaves out calls of what has no name', () => {
    expect(calls('table[0]()\n(lambda: 1)()')).toEqual([]);
  });

  it('is not confused by a variable that is made of itself', () => {
    expect(calls('a = b()\nb = a()\na()').map(({ name }) => name)).toHaveLength(3);
  });
});

describe('arguments', () => {
  it.each([
    ['1_000', 1000],
    ['0x10', 16],
    ['1e3', 1000],
    ['-2', -2],
    ['8 * 1024', 8192],
    ['2 ** 3', 8],
    ['7 // 2', 3],
    ['"a" \'b\'', 'ab'],
    ['"a" + "b"', 'ab'],
    ['"\\u0041\\n"', 'A\n'],
    ['r"\\d"', '\\d'],
    ['"""a\nb"""', 'a\nb'],
    ['f"abc"', 'abc'],
    ['f"{y}"', '?'],
    ['b"a"', '?'],
    ['True', true],
    ['None', null],
    ['[1, (2, 3), {4}]', [1, [2, 3], [4]]],
    ['{"a": 1, "b": {"c": None}}', { a: 1, b: { c: null } }],
    ['dict(a=1)', { a: 1 }],
    ['{**y}', '?'],
    ['[*y]', '?'],
    ['(1)', 1],
    ['1 if y else 2', '?'],
    ['y[0]', '?'],
    ['y', '?'],
    ['g()', 'g()'],
    ['1j', '?'],
  ])('%s is %j', (expression, value) => {
    expect(argument(expression)).toEqual(value);
  });

  it('reads constants that are assigned once, wherever', () => {
    expect(argument('N', 'N = 8 * 1024')).toBe(8192);
    expect(argument('N', 'M = 4\nN = M * 2')).toBe(8);
    expect(argument('N', 'N: int = 3')).toBe(3);
    expect(argument('C', 'M = 4\nC = {"a": M}')).toEqual({ a: 4 });
    expect(argument('N', 'if __name__ == "__main__":\n  N = 2')).toBe(2);
  });

  it.each([
    ['assigned twice', 'N = 1\nN = 2'],
    ['assigned under a condition', 'if x:\n  N = 1'],
    ['counted', 'for N in (1, 2):\n  pass'],
    ['a parameter', 'N = 1\ndef g(N=2):\n  pass'],
    ['changed', 'N = 1\nN += 1'],
    ['unpacked', 'N, M = 1, 2'],
    ['defined by itself', 'N = N + 1'],
    ['a loop of definitions', 'N = M\nM = N'],
  ])('knows nothing of a name that is %s', (_, before) => {
    expect(argument('N', before)).toBe('?');
  });

  it('knows nothing of a dictionary that is written to', () => {
    expect(argument('C', 'C = {"a": 1}\nC["a"] = 2')).toBe('?');
  });

  it('names what comes out of a module', () => {
    expect(argument('torch.float16', 'import torch')).toBe('<torch.float16>');
    expect(argument('QuantAlgo.FP8', 'from tensorrt_llm.llmapi import QuantAlgo')).toBe(
      '<tensorrt_llm.llmapi.QuantAlgo.FP8>',
    );
  });

  it('takes keywords out of a known dictionary, and says where more may be', () => {
    const known = last('C = {"a": 1}\nf(b=2, **C)');
    expect(known.keywords.map(({ name, value }) => [name, plain(value)])).toEqual([
      ['b', 2],
      ['a', 1],
    ]);
    expect(known.open).toBe(false);
    expect(last('f(**options)').open).toBe(true);
    expect(last('f(*arguments)').open).toBe(true);
  });

  it('finds an argument by its place or by its name', () => {
    const call = last('f("m", "n", model="x")');
    expect(plain(argumentOf(call, 'tokenizer', 1))).toBe('n');
    expect(plain(argumentOf(call, 'model', 0))).toBe('x');
    expect(keywordOf(call, 'tokenizer')).toBeUndefined();
  });
});

describe('places', () => {
  it('points at names and values in the file', () => {
    const code = 'from vllm import LLM\nN = 2\nllm = LLM("m", tensor_parallel_size=N)\n';
    const [call] = calls(code);
    const at = ({ start, end }: { start: number; end: number }) => code.slice(start, end);
    expect(at(call!.range)).toBe('LLM("m", tensor_parallel_size=N)');
    expect(at(call!.nameRange)).toBe('LLM');
    expect(at(call!.positional[0]!.range)).toBe('"m"');
    expect(at(call!.keywords[0]!.nameRange)).toBe('tensor_parallel_size');
    expect(at(call!.keywords[0]!.value.range)).toBe('N');
  });

  it('reads fences of a page, indented and quoted ones too', () => {
    const page = [
      '1. Start:',
      '',
      '   ```python',
      '   from vllm import LLM',
      '   llm = LLM(',
      '       model="m",',
      '   )',
      '   ```',
      '> ```py',
      '> f(a=1)',
      '> ```',
    ].join('\n');
    const found = readHost('README.md', page, 'markdown').calls;
    expect(found.map(({ name, host }) => [name, host])).toEqual([
      ['vllm.LLM', 'markdown'],
      ['f', 'markdown'],
    ]);
    const value = found[0]!.keywords[0]!.value;
    expect(page.slice(value.range.start, value.range.end)).toBe('"m"');
  });

  it('reads what a script hands to Python, in a here-document or as an argument', () => {
    const script = 'python3 - <<EOF\nfrom vllm import LLM\nLLM("m")\nEOF\npython3 -c "f()"\n';
    const found = readHost('a.sh', script, 'shell').calls;
    expect(found.map(({ name }) => name)).toEqual(['vllm.LLM', 'f']);
    expect(script.slice(found[0]!.range.start, found[0]!.range.end)).toBe('LLM("m")');
    expect(calls('import os\nos.system("vllm serve m")')).toHaveLength(1);
  });
});

describe('any text', () => {
  const parts = [
    'f(',
    ')',
    '[',
    ']',
    '{',
    '}',
    'a=',
    '**',
    '*',
    ',',
    '\n',
    '  ',
    '"',
    "'''",
    'f"{',
    'x',
    '1',
    '=',
    'import ',
    'from a ',
    'as ',
    'if x:',
    'for x in ',
    'lambda',
    '.',
    ':',
    '\\',
    '#',
    '😀',
    '\uFEFF',
    'await ',
  ];
  it('gives calls whose ranges lie in it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 60 }), (pieces) => {
        const code = pieces.join('');
        for (const { range, keywords, positional } of calls(code))
          for (const each of [
            range,
            ...positional.map((value) => value.range),
            ...keywords.map(({ value }) => value.range),
          ])
            if (each.start < 0 || each.end > code.length || each.start > each.end) return false;
        return true;
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['nested lists', (n: number) => `f(${'['.repeat(n)}${']'.repeat(n)})`],
    ['nested calls', (n: number) => `${'f('.repeat(n)}${')'.repeat(n)}`],
    ['chained calls', (n: number) => `a${'.b()'.repeat(n)}`],
    [
      'constants of constants',
      (n: number) =>
        `x0 = 1\n${Array.from({ length: n }, (_, i) => `x${i + 1} = [x${i}, x${i}]`).join('\n')}\nf(a=x${n})`,
    ],
    [
      'sums of sums',
      (n: number) =>
        `x0 = 1\n${Array.from({ length: n }, (_, i) => `x${i + 1} = x${i} + x${i}`).join('\n')}\nf(a=x${n})`,
    ],
    [
      'variables made of one another',
      (n: number) => Array.from({ length: n }, (_, i) => `v${i} = v${(i * 7) % n}.m()`).join('\n'),
    ],
    ['one variable made many times', (n: number) => 'a = b()\n'.repeat(n) + 'a.c()\n'.repeat(n)],
  ])('reads %s in a time that grows with the text', (_, text) => {
    const started = performance.now();
    calls(text(5000));
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

describe('Python in a shell', () => {
  it.each([
    `python3 -c "from vllm import LLM; LLM('m', dtype='half')"\n`,
    `CUDA_VISIBLE_DEVICES=0 python -c 'from vllm import LLM\nLLM("m", dtype="half")'\n`,
    `python3 - <<'EOF'\nfrom vllm import LLM\nLLM("m", dtype="half")\nEOF\n`,
  ])('reads the calls of %j', (text) => {
    const [call] = readHost('a.sh', text, 'shell').calls;
    expect(call?.name).toBe('vllm.LLM');
    const { nameRange } = keywordOf(call!, 'dtype')!;
    expect(text.slice(nameRange.start, nameRange.end)).toBe('dtype');
  });
});

describe('attributes of an object', () => {
  const text = (made: string): string =>
    `from vllm import LLM, SamplingParams\nclass A:\n    def __init__(self):\n        self.llm = ${made}\n    def run(self, x):\n        return self.llm.generate(x, n=2)\n`;

  it('are known by what makes them', () => {
    expect(calls(text('LLM("m")')).map(({ name }) => name)).toContain('vllm.LLM.generate');
    expect(calls(text('make()')).map(({ name }) => name)).toContain('make.generate');
    expect(calls(text('llm')).map(({ name }) => name)).toContain('self.llm.generate');
  });

  it('mean nothing where they are made in two ways', () => {
    const both = text('LLM("m")\n        self.llm = Other()');
    expect(calls(both).map(({ name }) => name)).toContain('self.llm.generate');
  });
});
