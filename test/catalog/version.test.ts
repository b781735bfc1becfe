import { describe, expect, it } from 'vitest';
import { compareVersions, isWithin } from '../../catalog/version.ts';

describe('compareVersions', () => {
  it('orders releases, pre-releases and post-releases', () => {
    const ordered = [
      '0.9.0',
      '0.10.0',
      '0.17.0',
      '0.17.0.post1',
      '1.0.0rc3',
      '1.0.0',
      '1.2.0rc6.post2',
      '1.2',
      '22.08',
      '24.11',
    ];
    expect([...ordered].reverse().sort(compareVersions)).toEqual(ordered);
  });

  it('takes a missing part as 0, and a leading v or a local part as nothing', () => {
    expect(compareVersions('v0.17', '0.17.0')).toBe(0);
    expect(compareVersions('0.24.0+092c4842.nv26.7', '0.24.0')).toBe(0);
  });

  it('never throws and orders nonsense below every release', () => {
    expect(compareVersions('main', '0.1')).toBeLessThan(0);
    expect(compareVersions('', '')).toBe(0);
  });
});

describe('isWithin', () => {
  it('includes the start and excludes the end', () => {
    expect(isWithin('0.8.0', '0.8.0', '0.9.0')).toBe(true);
    expect(isWithin('0.9.0', '0.8.0', '0.9.0')).toBe(false);
    expect(isWithin('0.9.0', undefined, undefined)).toBe(true);
  });
});
