import { describe, expect, it } from 'vitest';
import { CommandFlags, readNumber } from '../../deployment/command-flags.ts';
import { readShell } from '../../grammar/shell/index.ts';

const flagsOf = (text: string, bare?: ReadonlySet<string>) =>
  new CommandFlags(readShell(text).commands[0]!, 'serve.sh', bare);

describe('CommandFlags', () => {
  it('reads --flag value, --flag=value and bare flags, whichever of - and _ is written', () => {
    const flags = flagsOf('tool --max_batch_size 64 --max-num-tokens=8192 --verbose');
    expect(flags.number('--max-batch-size')?.value).toBe(64);
    expect(flags.number('--max_num_tokens')?.value).toBe(8192);
    expect(flags.switch('--verbose')?.value).toBe(true);
    expect(flags.number('--max-seq-len')).toBeUndefined();
  });

  it('points a value at the word it stands in', () => {
    const text = 'tool --max_batch_size 64';
    const origin = flagsOf(text).number('--max_batch_size')?.origin;
    expect(origin).toMatchObject({ kind: 'file', path: 'serve.sh' });
    if (origin?.kind === 'file') expect(text.slice(origin.range.start, origin.range.end)).toBe('64');
  });

  it('takes the last of a flag given twice, as argparse does', () => {
    expect(flagsOf('tool --n 1 --n 2').number('--n')?.value).toBe(2);
  });

  it('leaves a value unknown that depends on an unknown variable', () => {
    const flags = flagsOf('tool --n "$COUNT"');
    expect(flags.has('--n')).toBe(true);
    expect(flags.number('--n')).toBeUndefined();
  });

  it('keeps a word after a flag without value as a positional', () => {
    const flags = flagsOf('vllm serve --enforce-eager some/model', new Set(['enforce-eager']));
    expect(flags.positionals.map((word) => word.value)).toEqual(['serve', 'some/model']);
  });

  it.each([
    ['enable', true],
    ['disable', false],
    ['True', true],
    ['0', false],
  ])('reads a switch with the value %s', (word, value) => {
    expect(flagsOf(`tool --paged_kv_cache ${word}`).switch('--paged_kv_cache')?.value).toBe(value);
  });
});

describe('readNumber', () => {
  it.each([
    ['8192', 8192],
    ['0.9', 0.9],
    ['1e3', 1000],
    ['8k', 8000],
    ['8K', 8192],
    ['1.5M', 1.5 * 2 ** 20],
    ['-1', -1],
  ])('%s is %d', (text, value) => expect(readNumber(text)).toBe(value));

  it.each(['', 'auto', '8kb', '0x10', '--n'])('“%s” is no number', (text) =>
    expect(readNumber(text)).toBeUndefined(),
  );
});
