import { describe, expect, it } from 'vitest';
import { MemoryWorkspace } from '../../workspace/memory-workspace.ts';
import { OverlayWorkspace } from '../../workspace/overlay-workspace.ts';

describe('MemoryWorkspace', () => {
  const memory = new MemoryWorkspace({ 'a/b.txt': 'b', 'a/c/d.txt': 'd', '/abs/e': 'e' });

  it('reads texts and lists the folders that they imply', async () => {
    expect(await memory.read('./a/b.txt')).toBe('b');
    expect(await memory.read('a')).toBeUndefined();
    expect(await memory.list('a')).toEqual([
      { name: 'b.txt', kind: 'file' },
      { name: 'c', kind: 'folder' },
    ]);
    expect(await memory.list('.')).toEqual([{ name: 'a', kind: 'folder' }]);
    expect(await memory.list('/')).toEqual([{ name: 'abs', kind: 'folder' }]);
    expect(await memory.list('nowhere')).toEqual([]);
    expect([await memory.exists('a/c'), await memory.exists('a/x')]).toEqual([true, false]);
  });

  it('says why there is no text', async () => {
    expect(await memory.load('a/x')).toEqual({ why: 'no such file' });
    expect(await memory.load('a')).toEqual({ why: 'is a folder' });
  });
});

describe('OverlayWorkspace', () => {
  const below = new MemoryWorkspace({ 'a/saved': 'old', 'a/other': 'other' });
  const overlay = new OverlayWorkspace(below, { 'a/saved': 'new', 'a/unsaved': 'fresh', 'n/x': '' });

  it('shows open texts before saved ones', async () => {
    expect(await overlay.read('a/saved')).toBe('new');
    expect(await overlay.read('a/other')).toBe('other');
    expect(await overlay.read('n/x')).toBe('');
    expect(await overlay.load('a/none')).toEqual({ why: 'no such file' });
    expect((await overlay.list('a')).map(({ name }) => name)).toEqual(['other', 'saved', 'unsaved']);
    expect([await overlay.exists('n'), await overlay.exists('a/other'), await overlay.exists('z')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
