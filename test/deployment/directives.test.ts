import { describe, expect, it } from 'vitest';
import { readDirectives } from '../../deployment/directives.ts';
import { SourceFile } from '../../workspace/source-file.ts';

describe('readDirectives', () => {
  it('reads every pair of a line and points at the values', () => {
    const text = '#!/bin/sh\n  # batchwise: gpu=H100-SXM5-80GB gpus=2\r\necho\n';
    const found = readDirectives(new SourceFile('launch.sh', text, 'shell'));
    expect(found.map(({ key, value }) => [key, value.value])).toEqual([
      ['gpu', 'H100-SXM5-80GB'],
      ['gpus', '2'],
    ]);
    for (const { value } of found)
      if (value.origin.kind === 'file')
        expect(text.slice(value.origin.range.start, value.origin.range.end)).toBe(value.value);
  });

  it('reads an HTML comment of Markdown', () => {
    const found = readDirectives(
      new SourceFile('notes.md', '<!-- batchwise: gpu=A100 trtllm=0.17 -->\n', 'markdown'),
    );
    expect(found.map(({ key, value }) => [key, value.value])).toEqual([
      ['gpu', 'A100'],
      ['trtllm', '0.17'],
    ]);
  });

  it('finds nothing in ordinary comments', () => {
    expect(
      readDirectives(new SourceFile('a.sh', '# batchwise is a tool: gpu=1\n# gpu=H100\n', 'shell')),
    ).toEqual([]);
  });
});
