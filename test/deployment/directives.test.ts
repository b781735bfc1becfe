import { describe, expect, it } from 'vitest';
import { readDirectives } from '../../deployment/directives.ts';
import { SourceFile } from '../../workspace/source-file.ts';
import { projectOf } from '../lint/support.ts';

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

describe('directives of neighbours', () => {
  const serve = (line: string): string => `${line}vllm serve meta-llama/Llama-3.1-8B\n`;

  it('stand behind those of the file itself', async () => {
    const { deployments } = await projectOf({
      'a.sh': serve('# batchwise: gpu=L4 vllm=0.6.4\n'),
      'b.sh': serve('# batchwise: gpu=L40S vllm=0.9.0\n'),
    });
    const of = (path: string) => deployments.find((each) => each.path === path)!;
    expect([of('b.sh').gpu.model?.value.name, of('b.sh').engine.version?.value]).toEqual(['L40S', '0.9.0']);
    expect(of('a.sh').gpu.model?.value.name).toBe('L4');
  });

  it('say nothing where they contradict each other', async () => {
    const { deployments } = await projectOf({
      'a.sh': '# batchwise: gpu=L4\n',
      'b.sh': '# batchwise: gpu=L40S\n',
      'c.sh': serve(''),
    });
    expect(deployments[0]?.gpu.model).toBeUndefined();
  });
});
