import { describe, expect, it } from 'vitest';
import { distance, isInside, nearest } from '../../deployment/paths.ts';

describe('paths', () => {
  it('knows what is inside a folder', () => {
    expect(isInside('a/b/c.sh', 'a')).toBe(true);
    expect(isInside('ab/c.sh', 'a')).toBe(false);
    expect(isInside('c.sh', '.')).toBe(true);
    expect(isInside('../c.sh', '.')).toBe(false);
    expect(isInside('/c.sh', '/')).toBe(true);
  });

  it('finds the nearest by folders, the first of equals', () => {
    expect(distance('a/b/c', 'a/b/d')).toBe(0);
    expect(distance('a/b/c', 'a/c')).toBe(1);
    expect(nearest('a/b/x', ['c/x', 'a/x', 'a/y'], (path) => path)).toBe('a/x');
    expect(nearest('a', [], (path: string) => path)).toBeUndefined();
  });
});
