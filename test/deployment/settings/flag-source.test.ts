import { describe, expect, it } from 'vitest';
import { type FlagTable, trtllmServeFlags, vllmServeFlags } from '../../../catalog/flags.ts';
import { sglangServeFlags } from '../../../catalog/sglang-flags.ts';
import { FlagSource } from '../../../deployment/settings/flag-source.ts';
import { readShell } from '../../../grammar/shell/index.ts';

const flags = (text: string, table: FlagTable = vllmServeFlags, version?: string) =>
  new FlagSource(readShell(`tool ${text}`).commands[0]!.args, 'serve.sh', table, version);
const quoted = (text: string, name: string): string | undefined => {
  const script = `tool ${text}`;
  const origin = new FlagSource(readShell(script).commands[0]!.args, 's', vllmServeFlags, undefined).find(
    name,
  )?.origin;
  return origin?.kind === 'file' ? script.slice(origin.range.start, origin.range.end) : undefined;
};

describe('FlagSource', () => {
  it.each([
    ['--tensor-parallel-size 2'],
    ['--tensor_parallel_size=2'],
    ['-tp 2'],
    ['-tp2'],
    ['--tensor-par 2'],
    ['--tensor-parallel-size 1 -tp=2'],
  ])('reads %s by the name of the option', (text) => {
    expect(flags(text).find('tensor-parallel-size')?.value).toBe('2');
  });

  it('knows what takes a value and what does not', () => {
    const found = flags('--enforce-eager org/model --max-num-seqs 8');
    expect(found.positionals.map(({ value }) => value)).toEqual(['org/model']);
    expect(found.find('enforce-eager')?.value).toBe(true);
    // Before 0.9 the switch could be given a value.
    expect(flags('--enable-prefix-caching model', vllmServeFlags, '0.11.0').positionals).toHaveLength(1);
  });

  it('reads the negation of a switch', () => {
    expect(
      flags('--no-enable-prefix-caching', vllmServeFlags, '0.11.0').find('enable-prefix-caching')?.value,
    ).toBe(false);
  });

  it('reads an option of another release as that one has it', () => {
    expect(flags('--swap-space 4 m', vllmServeFlags, '0.28.0').find('swap-space')?.value).toBe('4');
  });

  it('looks into JSON and dotted keys', () => {
    const json = flags(`--speculative-config '{"num_speculative_tokens": 3}'`);
    expect(json.find('speculative-config.num-speculative-tokens')?.value).toBe(3);
    expect(
      flags('--speculative-config.num_speculative_tokens 3').find('speculative-config.num_speculative_tokens')
        ?.value,
    ).toBe(3);
  });

  it('knows that an option is given whose value depends on something unknown', () => {
    const found = flags('--max-num-seqs $N --tensor-parallel-size=$TP');
    expect(found.find('max-num-seqs')).toMatchObject({ value: undefined });
    expect(found.find('tensor-parallel-size')).toMatchObject({ value: undefined });
    expect(found.find('max-model-len')).toBeUndefined();
  });

  it('points at the value alone', () => {
    expect(quoted('--max-num-seqs 8', 'max-num-seqs')).toBe('8');
    expect(quoted('--max-num-seqs=8', 'max-num-seqs')).toBe('8');
    expect(quoted('--max-num-seqs="8"', 'max-num-seqs')).toBe('"8"');
  });

  it('takes all values of a list, and the rest behind -- as positional', () => {
    expect(flags('--served-model-name a b --port 1').find('served-model-name')?.value).toEqual(['a', 'b']);
    expect(flags('--port 1 -- --x').positionals.map(({ value }) => value)).toEqual(['--x']);
  });

  it('follows the other tools too', () => {
    expect(flags('--tp 4', sglangServeFlags, '0.5.9').find('tp-size')?.value).toBe('4');
    // click abbreviates nothing.
    expect(flags('--max_batch 4', trtllmServeFlags, '1.1.0').find('max-batch-size')).toBeUndefined();
    expect(flags('--tensor_parallel_size 4', trtllmServeFlags, '1.2.0').find('tp-size')?.value).toBe('4');
  });
});
