import { describe, expect, it } from 'vitest';
import { collectFiles } from '../../workspace/collect-files.ts';
import { MemoryWorkspace } from '../../workspace/memory-workspace.ts';

const collect = async (files: Record<string, string>, paths: string[]) => {
  const collected = await collectFiles(new MemoryWorkspace(files), paths);
  return { ...collected, names: collected.files.map(({ path }) => path) };
};

describe('collectFiles', () => {
  it('takes what it knows how to read, in the order of paths', async () => {
    const { names, unreadable } = await collect(
      {
        'z/config.pbtxt': '',
        'a/build.sh': '',
        'a/serve': '#!/bin/bash\n',
        'a/LICENSE': 'MIT',
        'a/model.safetensors': 'x',
        'a/config.json': '{}',
        'a/tokenizer.json': '{}',
        'requirements-gpu.txt': 'vllm==0.11.0',
        'notes.txt': '',
        'node_modules/x/README.md': '',
        '.git/config.md': '',
        '.github/workflows/ci.yml': '',
      },
      ['.'],
    );
    expect(names).toEqual([
      '.github/workflows/ci.yml',
      'a/build.sh',
      'a/config.json',
      'a/serve',
      'requirements-gpu.txt',
      'z/config.pbtxt',
    ]);
    expect(unreadable).toEqual([]);
  });

  it('takes files that are named one by one, whatever they are, and each once', async () => {
    const { names, unreadable } = await collect(
      { 'a/x.txt': '', 'a/y.md': '', 'a/.gitignore': 'y.md', 'node_modules/z.md': '' },
      ['a/x.txt', './a/x.txt', 'a', 'a/y.md', 'node_modules/z.md', 'missing.sh'],
    );
    expect(names).toEqual(['a/x.txt', 'a/y.md', 'node_modules/z.md']);
    expect(unreadable).toEqual([{ path: 'missing.sh', why: 'no such file' }]);
  });

  it('follows .gitignore files, the nearest first', async () => {
    const { names } = await collect(
      {
        '.gitignore': '*.sh\n/out/\n!keep.sh\n',
        'a.sh': '',
        'keep.sh': '',
        'out/x.md': '',
        'deep/out/x.md': '',
        'deep/.gitignore': '!b.sh\nc.md\n',
        'deep/b.sh': '',
        'deep/c.md': '',
      },
      ['.'],
    );
    expect(names).toEqual(['deep/b.sh', 'deep/out/x.md', 'keep.sh']);
  });

  it('knows of ignored engines in a model repository', async () => {
    const { paths } = await collect({ '.gitignore': '1/\n', 'm/config.pbtxt': '', 'm/1/model.plan': '' }, [
      '.',
    ]);
    expect(paths).toContain('m/1');
    expect(paths).toContain('m/1/model.plan');
  });

  it('knows the models around a configuration that is named by itself', async () => {
    const { names, paths } = await collect(
      {
        'repo/ensemble/config.pbtxt': '',
        'repo/ensemble/1/.keep': '',
        'repo/bert/config.pbtxt': '',
        'repo/bert/1/model.onnx': '',
      },
      ['repo/ensemble/config.pbtxt'],
    );
    expect(names).toEqual(['repo/ensemble/config.pbtxt']);
    expect([...paths].sort()).toEqual([
      'repo',
      'repo/bert',
      'repo/bert/1',
      'repo/bert/config.pbtxt',
      'repo/ensemble',
      'repo/ensemble/1',
      'repo/ensemble/1/.keep',
      'repo/ensemble/config.pbtxt',
    ]);
  });

  it('can be told which kinds to take', async () => {
    const memory = new MemoryWorkspace({ 'a.md': '', 'b.sh': '' });
    const { files } = await collectFiles(memory, ['.'], { kinds: new Set(['shell']) });
    expect(files.map(({ path }) => path)).toEqual(['b.sh']);
  });
});
