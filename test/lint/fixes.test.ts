import { describe, expect, it } from 'vitest';
import type { Finding } from '../../lint/finding.ts';
import { applyFixes, fixEdits } from '../../lint/fixes.ts';

const edit = (start: number, end: number, text: string) => ({ range: { start, end }, text });

describe('applyFixes', () => {
  it('replaces, inserts and deletes in any order given', () => {
    expect(applyFixes('one two three', [edit(8, 13, 'four'), edit(3, 3, ','), edit(0, 1, 'O')])).toBe(
      'One, two four',
    );
    expect(applyFixes('one two', [edit(3, 7, '')])).toBe('one');
  });

  it('leaves out what overlaps an earlier edit or lies outside the text', () => {
    expect(applyFixes('abcdef', [edit(0, 4, 'X'), edit(2, 6, 'Y')])).toBe('Xef');
    expect(applyFixes('abc', [edit(2, 9, 'X')])).toBe('abc');
  });

  it('keeps the order of insertions at one place', () => {
    expect(applyFixes('ab', [edit(1, 1, '1'), edit(1, 1, '2')])).toBe('a12b');
  });
});

describe('fixEdits', () => {
  const finding = (fixes: Finding['fixes']): Finding => ({
    code: 'BWS001',
    name: 'unknown-field',
    severity: 'error',
    message: '',
    path: 'a',
    range: { start: 0, end: 1 },
    related: [],
    docs: '',
    fixes,
  });
  const fix = (safe: boolean, start: number, end: number) => ({
    title: '',
    safe,
    edits: [{ path: 'a', range: { start, end }, text: 'x' }],
  });

  it('takes safe fixes, and others only when asked', () => {
    expect(fixEdits([finding([fix(false, 0, 1)])]).size).toBe(0);
    expect(fixEdits([finding([fix(false, 0, 1)])], { unsafe: true }).get('a')).toHaveLength(1);
    expect(fixEdits([finding([fix(true, 0, 1)])]).get('a')).toHaveLength(1);
  });

  it('leaves a fix out whole where one of its edits meets an earlier one', () => {
    const both = { title: '', safe: true, edits: [fix(true, 0, 2).edits[0]!, fix(true, 5, 6).edits[0]!] };
    expect(fixEdits([finding([fix(true, 1, 3)]), finding([both])]).get('a')).toHaveLength(1);
  });
});
