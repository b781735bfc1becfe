import { describe, expect, it } from 'vitest';
import { baseName, joinPath, normalisePath, parentPath } from '../../workspace/path.ts';

describe('paths', () => {
  it.each([
    ['./a//b/', 'a/b'],
    ['.', '.'],
    ['', '.'],
    ['a/../b', 'b'],
    ['a/..', '.'],
    ['../a/../../b', '../../b'],
    ['/a/./b/..', '/a'],
    ['/..', '/'],
  ])('normalises %j to %j', (path, normal) => expect(normalisePath(path)).toBe(normal));

  it('joins and takes apart', () => {
    expect(joinPath('.', 'a')).toBe('a');
    expect(joinPath('/', 'a')).toBe('/a');
    expect(joinPath('a/b', 'c')).toBe('a/b/c');
    expect([parentPath('a/b/c'), parentPath('a'), parentPath('/a'), parentPath('/')]).toEqual([
      'a/b',
      '.',
      '/',
      '/',
    ]);
    expect([baseName('a/b'), baseName('b')]).toEqual(['b', 'b']);
  });
});
