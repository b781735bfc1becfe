import { describe, expect, it } from 'vitest';
import { readProject } from '../../../deployment/load.ts';
import { hoverAt } from '../../../server/hover/hover.ts';
import { fileKind } from '../../../workspace/file-kind.ts';
import { SourceFile } from '../../../workspace/source-file.ts';

/** The hover where `|` stands in the text. */
function hover(marked: string, path = '/repo/m/config.pbtxt') {
  const offset = marked.indexOf('|');
  const text = marked.slice(0, offset) + marked.slice(offset + 1);
  const file = new SourceFile(path, text, fileKind(path, text));
  const result = hoverAt(readProject([file], new Set([path])), file, file.lines.positionAt(offset));
  if (!result) return undefined;
  const { contents, range } = result;
  const shown = text.slice(file.lines.offsetAt(range!.start), file.lines.offsetAt(range!.end));
  return { text: typeof contents === 'object' && 'value' in contents ? contents.value : '', shown };
}

describe('hoverAt on fields', () => {
  it('says type, meaning, default and first release of a field', () => {
    const result = hover('name: "m"\nmax_ba|tch_size: 8');
    expect(result?.shown).toBe('max_batch_size');
    expect(result?.text).toContain('int32 max_batch_size');
    expect(result?.text).toContain('Default: `0`');
    expect(result?.text).toContain('Since Triton 18.11 or earlier');
  });

  it('names the unit of a delay inside a message, also on its value', () => {
    const onName = hover('dynamic_batching { max_queue_delay_micro|seconds: 100 }');
    const onValue = hover('dynamic_batching { max_queue_delay_microseconds: 1|00 }');
    expect(onName?.text).toContain('Unit: microseconds');
    expect(onValue).toEqual({ text: onName?.text, shown: '100' });
  });

  it('knows the release of a field that came later', () => {
    expect(hover('model_transaction_policy { dec|oupled: true }')?.text).toMatch(/Since Triton \d\d\.\d\d/);
    expect(hover('input { name: "a" optio|nal: true }')?.text).toContain('bool optional');
  });

  it('finds its way through lists of messages, map entries and angle brackets', () => {
    expect(hover('instance_group [ { count: 1 }, { ki|nd: KIND_GPU } ]')?.text).toContain('Kind kind');
    expect(hover('parameters < key: "a" value < string_va|lue: "b" > >')?.text).toContain(
      'string string_value',
    );
  });

  it('works in a fence of a Markdown page', () => {
    const page = 'Set it:\n\n```pbtxt\nbackend: "onnxruntime"\nmax_batch|_size: 8\n```\n';
    expect(hover(page, '/notes.md')?.shown).toBe('max_batch_size');
  });
});

describe('hoverAt on enum values', () => {
  it('says what a value means', () => {
    const result = hover('instance_group { kind: KIND|_GPU }');
    expect(result?.shown).toBe('KIND_GPU');
    expect(result?.text).toContain('ModelInstanceGroup.Kind.KIND_GPU = 1');
  });
});

describe('hoverAt on parameters of the tensorrtllm backend', () => {
  const entry = (key: string, value: string) =>
    `backend: "tensorrtllm"\nparameters { key: "${key}" value { string_value: "${value}" } }`;

  it('says on key and value what the backend makes of them', () => {
    const onKey = hover(entry('kv_cache_free_gpu_mem_fr|action', '0.9'));
    expect(onKey?.text).toContain('kv_cache_free_gpu_mem_fraction: float');
    expect(onKey?.text).toContain('Default: `0.9`');
    expect(hover(entry('kv_cache_free_gpu_mem_fraction', '0.|9'))?.text).toBe(onKey?.text);
  });

  it('lists the values that are allowed', () => {
    expect(hover(entry('gpt_model_ty|pe', 'V1'))?.text).toContain('`inflight_fused_batching`');
  });

  it('knows nothing of the parameters of other backends', () => {
    const other = entry('gpt_model_ty|pe', 'V1').replace('tensorrtllm', 'python');
    expect(hover(other)).toBeUndefined();
  });
});

describe('hoverAt elsewhere', () => {
  it.each([
    'max_batch_size: 8 # ma|x_batch_size',
    '|',
    'dynamic_batching {| }',
    'no_such_fi|eld: 8',
    'no_such_field { max_batch|_size: 8 }',
    'constr|uctor: 8',
    'instance_group { kind: KIND_NO|NE }',
    'max_batch_size: |',
    'max_batch_size {{{ <| [',
  ])('says nothing: %s', (text) => {
    expect(hover(text)).toBeUndefined();
  });
});
