import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import {
  addWorkloadOptions,
  readWorkload,
  type WorkloadOptions,
} from '../../../cli/options/workload-options.ts';
import { MemoryWorkspace } from '../../../workspace/memory-workspace.ts';

const files = new MemoryWorkspace({
  'shared.jsonl':
    '{"timestamp":0,"input_length":600,"output_length":5,"hash_ids":[0,1]}\n{"timestamp":9,"input_length":5,"output_length":5}',
  'broken.jsonl': '{"timestamp":0,"input_length":600,"output_length":5,"hash_ids":[0]}',
});

function read(...words: string[]) {
  const command = addWorkloadOptions(
    new Command('simulate').exitOverride().configureOutput({ writeErr() {} }),
  );
  command.parse(words, { from: 'user' });
  return readWorkload(command.opts<WorkloadOptions>(), files);
}

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
    expect(() => read('--prefix-share', '1.5')).toThrow(/below 1/);
  });
});
