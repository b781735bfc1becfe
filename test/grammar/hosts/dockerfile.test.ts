// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Docker's variables look like it.
import { describe, expect, it } from 'vitest';
import { readHost } from '../../../grammar/hosts/index.ts';
import { line, misplaced } from '../shell/words.ts';

const read = (text: string) => {
  const reading = readHost('Dockerfile', text, 'dockerfile');
  expect(misplaced(text, reading.commands)).toEqual([]);
  return { ...reading, lines: reading.commands.map(line) };
};

describe('Dockerfiles', () => {
  it('takes a file out of COPY, and the program out of NVIDIA’s entry point', () => {
    const { embedded, lines } = read(
      'FROM i\nCOPY --chmod=644 <<EOF /opt/options.yaml\nmax_batch_size: 8\nEOF\nCOPY a b\nENTRYPOINT ["/opt/nvidia/nvidia_entrypoint.sh"]\nCMD ["trtllm-serve", "m"]\n',
    );
    expect(embedded).toMatchObject([
      { language: 'yaml', path: '/opt/options.yaml', text: 'max_batch_size: 8\n' },
    ]);
    expect(lines).toEqual(['/opt/nvidia/nvidia_entrypoint.sh: trtllm-serve m']);
  });

  it('reads both forms of every instruction that runs something', () => {
    const { lines, commands } = read(
      'FROM nvcr.io/nvidia/tritonserver:25.01\nENV TP=2 NAME="a b"\nENV OLD some words\nRUN --mount=type=cache,target=/c build --tp $TP \\\n  # not this\n  --name "$NAME" && next\nRUN ["python3", "x.py"]\nENTRYPOINT ["vllm", "se\\u0072ve"]\nCMD ["--port", "1"]\n',
    );
    expect(lines).toEqual(['build --tp 2 --name a b', 'next', 'python3: x.py', 'vllm serve --port 1']);
    expect(commands.map(({ image }) => image?.value)).toEqual(
      Array(4).fill('nvcr.io/nvidia/tritonserver:25.01'),
    );
    expect(commands[0]!.env).toMatchObject({
      TP: { value: '2' },
      NAME: { raw: '"a b"' },
      OLD: { value: 'some words' },
    });
    expect(commands[0]!.host).toBe('dockerfile');
    expect(commands[3]!.args.map(({ raw }) => raw)).toEqual(['"se\\u0072ve"', '"--port"', '"1"']);
    const [nested] = read('FROM i\nCMD ["sh", "-c", "serve --n \\"a b\\""]').commands;
    expect(nested!.args.map(({ raw }) => raw)).toEqual(['--n', '\\"a b\\"']);
  });

  it('knows images by stage, with what an argument decides left open', () => {
    const { images, commands } = read(
      'ARG TAG=1\nFROM a:${TAG} AS base\nFROM b:2\nRUN x\nFROM base\nRUN y\nCMD serve --z\n',
    );
    expect(images).toMatchObject([{ head: 'a:', value: undefined }, { value: 'b:2' }]);
    expect(commands.map((command) => [line(command), command.image?.raw])).toEqual([
      ['x', 'b:2'],
      ['y', 'a:${TAG}'],
      ['serve --z', 'a:${TAG}'],
    ]);
  });

  it('leaves the program to the image where CMD holds only options', () => {
    expect(read('FROM i\nCMD ["--model", "m"]').lines).toEqual(['? --model m']);
    expect(read('FROM i\n').lines).toEqual([]);
  });

  it('reads a here-document as the script that it is', () => {
    expect(read('FROM i\nRUN <<EOF\ntrtllm-build --a\nnext\nEOF\nRUN after\n').lines).toEqual([
      'trtllm-build --a',
      'next',
      'after',
    ]);
  });
});
