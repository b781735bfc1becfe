import { describe, expect, it } from 'vitest';
import { DiagnosticSeverity } from 'vscode-languageserver';
import type { Finding } from '../../lint/finding.ts';
import { quickFixes } from '../../server/diagnostics/quick-fixes.ts';
import { Reports } from '../../server/diagnostics/reports.ts';
import { toDiagnostic } from '../../server/diagnostics/to-diagnostic.ts';
import { SourceFile } from '../../workspace/source-file.ts';

const file = new SourceFile('/repo/m/config.pbtxt', 'name: "m"\nmax_batch_sise: 8\n', 'triton-config');
const other = new SourceFile('/repo/build.sh', 'trtllm-build \\\n  --max_batch_size 4\n', 'shell');
const fileAt = (path: string) => [file, other].find((one) => one.path === path);

const finding: Finding = {
  code: 'BWS001',
  name: 'unknown-field',
  severity: 'error',
  message: 'There is no field max_batch_sise.',
  path: file.path,
  range: { start: 10, end: 24 },
  related: [{ path: other.path, range: { start: 17, end: 33 }, message: 'The engine was built with 4.' }],
  docs: 'docs/rules/BWS001.md',
  fixes: [
    {
      title: 'Write max_batch_size',
      safe: true,
      edits: [{ path: file.path, range: { start: 10, end: 24 }, text: 'max_batch_size' }],
    },
  ],
};

describe('toDiagnostic', () => {
  it('gives lines and characters, the page of the rule, and related places in other files', () => {
    const diagnostic = toDiagnostic(finding, { fileAt, docsBase: 'file:///opt/batchwise' });
    expect(diagnostic).toEqual({
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 14 } },
      severity: DiagnosticSeverity.Error,
      code: 'BWS001',
      codeDescription: { href: 'file:///opt/batchwise/docs/rules/BWS001.md' },
      source: 'batchwise',
      message: 'There is no field max_batch_sise.',
      relatedInformation: [
        {
          location: {
            uri: 'file:///repo/build.sh',
            range: { start: { line: 1, character: 2 }, end: { line: 1, character: 18 } },
          },
          message: 'The engine was built with 4.',
        },
      ],
      data: { finding: 'BWS001@10-24' },
    });
  });

  it('names no page where none is installed, and skips files that were not read', () => {
    expect(toDiagnostic(finding, { fileAt, docsBase: undefined })).not.toHaveProperty('codeDescription');
    expect(toDiagnostic(finding, { fileAt: () => undefined, docsBase: undefined })).toBeUndefined();
  });
});

describe('quickFixes', () => {
  const shown = toDiagnostic(finding, { fileAt, docsBase: undefined })!;

  it('offers the fix of a finding under the cursor, tied to its diagnostic', () => {
    const [action, ...rest] = quickFixes([finding], { start: 12, end: 12 }, [shown], fileAt);
    expect(rest).toEqual([]);
    expect(action).toMatchObject({ title: 'Write max_batch_size', kind: 'quickfix', isPreferred: true });
    expect(action?.diagnostics).toEqual([shown]);
    expect(action?.edit?.changes).toEqual({
      'file:///repo/m/config.pbtxt': [{ range: shown.range, newText: 'max_batch_size' }],
    });
  });

  it('offers nothing elsewhere, and no half of a fix', () => {
    expect(quickFixes([finding], { start: 0, end: 4 }, [], fileAt)).toEqual([]);
    const [fix] = finding.fixes;
    const edits = [...fix!.edits, { path: '/gone', range: { start: 0, end: 0 }, text: 'x' }];
    const half = { ...finding, fixes: [{ ...fix!, edits }] };
    expect(quickFixes([half], { start: 12, end: 12 }, [], fileAt)).toEqual([]);
  });

  it('prefers no fix that changes the meaning', () => {
    const unsafe = { ...finding, fixes: [{ ...finding.fixes[0]!, safe: false }] };
    expect(quickFixes([unsafe], { start: 12, end: 12 }, [], fileAt)[0]?.isPreferred).toBe(false);
  });
});

describe('Reports', () => {
  it('answers unchanged only to one who has the same answer already', () => {
    const reports = new Reports();
    const uri = 'file:///a';
    const shown = toDiagnostic(finding, { fileAt, docsBase: undefined })!;
    const first = reports.answer(uri, [shown], undefined);
    expect(first).toMatchObject({ kind: 'full', items: [shown] });
    expect(reports.answer(uri, [shown], first.resultId)).toEqual({
      kind: 'unchanged',
      resultId: first.resultId,
    });
    expect(reports.answer(uri, [shown], undefined)).toMatchObject({ kind: 'full' });
    const second = reports.answer(uri, [], first.resultId);
    expect(second).toMatchObject({ kind: 'full', items: [] });
    expect(second.resultId).not.toBe(first.resultId);
  });
});
