import { describe, expect, it } from 'vitest';
import { models } from '../../../catalog/models.ts';
import {
  formatBytes,
  formatFactor,
  formatNumber,
  formatSeconds,
  formatShare,
} from '../../../client/panel/words/format.ts';
import { originText, shortPath } from '../../../client/panel/words/origin.ts';
import { shortName } from '../../../client/panel/words/short-name.ts';

describe('format', () => {
  it.each([
    [0, '0'],
    [0.01234, '0.0123'],
    [4.567, '4.57'],
    [78.94, '78.9'],
    [99.99, '100'],
    [1234.5, '1,235'],
    [Number.NaN, '–'],
  ])('number %f', (value, text) => expect(formatNumber(value)).toBe(text));

  it.each([
    [0, '0 s'],
    [0.00085, '850 µs'],
    [0.0123, '12.3 ms'],
    [0.9999, '1 s'],
    [4.56, '4.56 s'],
    [720, '12 min'],
    [Number.NaN, '–'],
  ])('seconds %f', (value, text) => expect(formatSeconds(value)).toBe(text));

  it('bytes, shares and factors', () => {
    expect(formatBytes(2 ** 30 * 14.96)).toBe('15.0 GiB');
    expect(formatBytes(2 ** 20 * 50)).toBe('50 MiB');
    expect(formatShare(0.641)).toBe('64 %');
    expect(formatShare(0.001)).toBe('< 1 %');
    expect(formatFactor(1.239)).toBe('1.24×');
    expect(formatFactor(3.14)).toBe('3.1×');
    expect(formatFactor(1234)).toBe('1,234×');
  });
});

describe('originText', () => {
  const origin = { kind: 'file', path: 'a/b/config.pbtxt', range: { start: 7, end: 9 } } as const;

  it('has the line where the host sent it', () => {
    const places = [{ path: 'a/b/config.pbtxt', start: 7, line: 3, text: 'max_batch_size: 64' }];
    expect(originText(origin, places)).toBe('a/b/config.pbtxt:3');
    expect(originText(origin, [])).toBe('a/b/config.pbtxt');
  });

  it('says whose default or knob it is', () => {
    expect(originText({ kind: 'default', of: 'vLLM 0.11' }, [])).toBe('default of vLLM 0.11');
    expect(originText({ kind: 'flag', flag: '--tp' }, [])).toContain('--tp');
    expect(originText({ kind: 'derived', from: 'two values' }, [])).toBe('from two values');
  });

  it('shortens a path to what one knows it by', () => {
    expect(shortPath('/a/b/c/config.pbtxt:3')).toBe('c/config.pbtxt:3');
    expect(shortPath('/a/b/build.sh:3')).toBe('build.sh:3');
  });
});

describe('shortName', () => {
  it('tells every model of the catalogue apart', () => {
    const names = models.map(({ name }) => shortName(name));
    expect(new Set(names).size).toBe(names.length);
    expect(shortName('meta-llama/Llama-3.1-8B')).toBe('Llama-3.1-8B');
    expect(shortName('H100-SXM5-80GB')).toBe('H100-SXM5-80GB');
  });
});
