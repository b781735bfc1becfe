import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addWorkloadOptions,
  readWorkload,
  type WorkloadOptions,
} from '../../../cli/options/workload-options.ts';

const header = 'arrived_at,num_prefill_tokens,num_decode_tokens';
const files: Readonly<Record<string, string>> = {
  'shared.jsonl':
    '{"timestamp":0,"input_length":600,"output_length":5,"hash_ids":[0,1]}\n{"timestamp":9,"input_length":5,"output_length":5}',
  'broken.jsonl': '{"timestamp":0,"input_length":600,"output_length":5,"hash_ids":[0]}',
  'windows.csv': `\uFEFF${header}\r\n0.5,100,10\r\n\r\n0,200,20\r\n`,
  'failures.csv': 'Timestamp,Request tokens,Response tokens\n1,10,20\n2,10,0\n3,10,20\n',
  'empty.csv': '\uFEFF\r\n',
  'header.csv': `${header}\n`,
  'short.csv': `${header}\n0,100,10\n1,3\n`,
  'binary.csv': 'a\u0000b',
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batchwise-workload-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Names of the files above stand for their paths. */
function parse(...words: string[]) {
  const command = addWorkloadOptions(
    new Command('simulate').exitOverride().configureOutput({ writeErr() {} }),
  );
  const placed = words.map((word) => (word in files ? join(folder, word) : word));
  return readWorkload(command.parse(placed, { from: 'user' }).opts<WorkloadOptions>());
}

const read = async (...words: string[]) => (await parse(...words)).workload;
const notesOf = async (...words: string[]) => (await parse(...words)).notes;

describe('the workload of the command line', () => {
  it('shares prefixes and holds conversations', async () => {
    expect(await read('--prefix-share', '40%', '--prefix-groups', '3')).toEqual({
      prefix: { share: 0.4, groups: 3 },
    });
    expect(await read('--turns', 'uniform:1,7', '--think-time', '2.5')).toEqual({
      sessions: { turns: { kind: 'uniform', low: 1, high: 7 }, thinkTime: 2.5 },
    });
  });

  it('replays a trace, or its first requests', async () => {
    const whole = await read('--trace', 'shared.jsonl');
    expect(whole.requests).toBe(2);
    expect(whole.trace![0]).toEqual({
      arrived: 0,
      promptTokens: 600,
      outputTokens: 5,
      hashes: [0, 1],
      hashTokens: 512,
    });
    expect((await read('--trace', 'shared.jsonl', '--requests', '1')).trace).toHaveLength(1);
  });

  it('says what contradicts, what is missing, and which line is wrong', async () => {
    await expect(read('--prefix-groups', '3')).rejects.toThrow('--prefix-groups needs --prefix-share');
    await expect(read('--think-time', '3')).rejects.toThrow('--think-time needs --turns');
    await expect(read('--trace', 'shared.jsonl', '--turns', '3')).rejects.toThrow(
      '--trace and --turns contradict',
    );
    await expect(read('--trace', 'broken.jsonl')).rejects.toThrow(
      'broken.jsonl:1: 1 hash_ids for 600 tokens',
    );
    expect(() => parse('--prefix-share', '1.5')).toThrow(/below 1/);
  });

  it('reads a trace with a byte order mark and the line ends of Windows, in order of arrival', async () => {
    expect((await read('--trace', 'windows.csv')).trace).toEqual([
      { arrived: 0, promptTokens: 200, outputTokens: 20 },
      { arrived: 0.5, promptTokens: 100, outputTokens: 10 },
    ]);
  });

  it('says what it leaves out of a trace', async () => {
    expect(await notesOf('--trace', 'failures.csv')).toEqual([
      expect.stringMatching(/^1 requests.*left out/),
    ]);
    expect(await notesOf('--trace', 'windows.csv', '--requests', '1')).toEqual([
      expect.stringContaining('the first 1 of the 2'),
    ]);
    expect(await notesOf('--trace', 'windows.csv', '--requests', '9')).toEqual([
      expect.stringContaining('not repeated'),
    ]);
    expect(await notesOf('--trace', 'windows.csv')).toEqual([]);
  });

  it.each([
    [['--trace', 'nowhere.csv'], /cannot read nowhere\.csv: no such file/],
    [['--trace', '.'], /cannot read \.: is a folder/],
    [['--trace', 'binary.csv'], /NUL byte/],
    [['--trace', 'empty.csv'], /is empty/],
    [['--trace', 'header.csv'], /no requests/],
    [['--trace', 'short.csv'], /short\.csv:3: .*“1,3”/],
    [['--trace', 'windows.csv', '--isl', '5'], /--trace and --isl contradict/],
    [['--trace', 'windows.csv', '--osl', '5'], /--trace and --osl contradict/],
    [['--rate', '1', '--ramp', '1,2'], /--rate and --ramp contradict/],
    [['--burstiness', '2', '--concurrency', '3'], /--burstiness needs --rate/],
  ])('refuses %s', async (words, message) => {
    await expect(parse(...words)).rejects.toThrow(message);
  });

  it.each([
    ['--requests', '0'],
    ['--requests', 'NaN'],
    ['--requests', '1e12'],
    ['--concurrency', '1e12'],
    ['--rate', '-1'],
    ['--rate', 'Infinity'],
    ['--isl', ''],
    ['--isl', '1e300'],
    ['--isl', 'lognormal:100,9'],
    ['--osl', 'uniform:5,1'],
    ['--ramp', '1,NaN'],
    ['--priority-shares', '1'],
    ['--client-timeout', '0'],
    ['--turns', '0'],
  ])('refuses %s %s, and says what it takes', (flag, value) => {
    expect(() => parse(flag, value)).toThrow(/Give|No request/);
  });
});
