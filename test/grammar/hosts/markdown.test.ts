import { describe, expect, it } from 'vitest';
import { readHost } from '../../../grammar/hosts/index.ts';
import { line, misplaced } from '../shell/words.ts';

const read = (text: string) => {
  const reading = readHost('page.md', text, 'markdown');
  expect(misplaced(text, reading.commands)).toEqual([]);
  return { ...reading, lines: reading.commands.map(line) };
};

describe('commands in Markdown', () => {
  it.each(['bash', 'sh', 'shell', 'console', '{.bash .annotate}', 'BASH', ''])(
    'reads a fence marked %j',
    (language) => {
      expect(read(`# Build\n\n\`\`\`${language}\ntrtllm-build --tp_size 2\n\`\`\`\n`).lines).toEqual([
        'trtllm-build --tp_size 2',
      ]);
    },
  );

  it('takes off prompts and leaves out what was printed', () => {
    const text =
      '```console\n$ serve --a \\\n>   --b\nStarted on 8000\n(venv) $ next "x"\nuser@host:~/m$ third\n# fourth\n```\n';
    expect(read(text).lines).toEqual(['serve --a --b', 'next x', 'third', 'fourth']);
    expect(read('```bash\n# a comment\nserve\n```').lines).toEqual(['serve']);
  });

  it('finds fences that the page indents or quotes', () => {
    expect(read('1. Do\n\n   ```bash\n   serve --a \\\n     --b "x\n   y"\n   ```\n').lines).toEqual([
      'serve --a --b x\ny',
    ]);
    expect(read('> ```bash\n> serve --a \\\n>   --b\n> ```\n').lines).toEqual(['serve --a --b']);
    expect(read('a\n\n    serve --port 1\n    other -x\n').lines).toEqual(['serve --port 1', 'other -x']);
    expect(read('```bash\r\nserve --a\r\nother\r\n```\r\n').lines).toHaveLength(2);
  });

  it('leaves alone what is no command', () => {
    expect(
      read('```text\nsome prose here\n```\n\n```\n{"a": 1}\n```\n\n```js\nserve --x\n```\n\n`serve --x`')
        .lines,
    ).toEqual([]);
  });
});

describe('configurations in Markdown', () => {
  const body = 'name: "x"\ninput [\n  { name: "i" }\n]';

  it.each(['protobuf', 'textproto', 'pbtxt', 'prototxt', 'text', ''])(
    'reads a fence marked %j',
    (language) => {
      const text = `Text\n\n\`\`\`${language}\n${body}\n\`\`\`\n`;
      expect(read(text).embedded).toEqual([
        { language: 'textproto', text: body, start: text.indexOf('name') },
      ]);
    },
  );

  it('blanks out what the page puts before each line, so that offsets stay', () => {
    const text = '> ```pbtxt\n> name: "x"\n> max_batch_size: 4\n> ```\n';
    const { text: inner, start } = read(text).embedded[0]!;
    expect(inner).toBe('  name: "x"\n  max_batch_size: 4');
    expect(text.slice(start + inner.indexOf('max'), start + inner.length)).toBe('max_batch_size: 4');
  });

  it('knows the language in which messages are declared', () => {
    expect(read('```protobuf\nsyntax = "proto3";\nmessage A { int32 b = 1; }\n```').embedded).toEqual([]);
  });

  it('reads manifests and their commands where they stand', () => {
    const text =
      '- a\n\n  ```yaml\n  apiVersion: v1\n  kind: Pod\n  spec:\n    containers:\n    - image: i\n      command: [vllm, serve]\n  ```\n';
    const { manifests, lines } = read(text);
    expect(lines).toEqual(['vllm serve']);
    const range = manifests[0]!.rangeOf(['kind'])!;
    expect(text.slice(range.start, range.end)).toBe('Pod');
  });
});

describe('a block without a language', () => {
  const read = (code: string) => readHost('page.md', `\`\`\`\n${code}\n\`\`\`\n`, 'markdown');

  it('is Python by the library that it imports', () => {
    expect(read('from vllm import LLM\nllm = LLM("m")').calls.map(({ name }) => name)).toEqual(['vllm.LLM']);
    expect(read('import json\nllm = LLM("m")').calls).toEqual([]);
  });

  it.each([
    ['a compose file', 'services:\n  a:\n    image: vllm/vllm-openai:v0.6.0\n    command: vllm serve m'],
    [
      'a manifest',
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: vllm/vllm-openai:v0.6.0\n    command: [vllm, serve, m]',
    ],
  ])('is %s by its keys', (_, code) => {
    const [command] = read(code).commands;
    expect(command?.args.map(({ value }) => value)).toEqual(['serve', 'm']);
    expect(command?.image?.value).toBe('vllm/vllm-openai:v0.6.0');
  });

  it('is nothing by words alone', () => {
    expect(read('services: many\nimage: none').commands).toEqual([]);
  });
});

describe('other fences', () => {
  it('reads a Dockerfile at its places', () => {
    const { lines, images } = read(
      '> ```dockerfile\n> FROM vllm/vllm-openai:v0.9.1\n> CMD ["--model", "m"]\n> ```\n',
    );
    expect(lines).toEqual(['? --model m']);
    expect(images.map(({ value }) => value)).toEqual(['vllm/vllm-openai:v0.9.1']);
  });

  it('reads a directive by the word behind it', () => {
    expect(read('```{code-block} bash\nserve --a\n```\n').lines).toEqual(['serve --a']);
    expect(read('```{note}\nserve --a\n```\n').lines).toEqual([]);
  });

  it.each(['python', 'pycon', ''])('reads a session of Python marked %j without its output', (language) => {
    const text = `\`\`\`${language}\n>>> from vllm import LLM\n>>> llm = LLM(\n...     "m", dtype="half")\nLLM("not this")\n\`\`\`\n`;
    const { calls } = read(text);
    expect(calls.map(({ name }) => name)).toEqual(['vllm.LLM']);
    expect(text.slice(calls[0]!.nameRange.start, calls[0]!.nameRange.end)).toBe('LLM');
  });
});
