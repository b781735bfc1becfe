import { describe, expect, it } from 'vitest';
import { gpusPerNode, jobNumber, jobOptions } from '../../../lint/reading/slurm-job.ts';
import type { SourceFile } from '../../../workspace/source-file.ts';

const file = (text: string): SourceFile => ({ path: 'job.sbatch', text, kind: 'shell' }) as SourceFile;

describe('lines of a batch script', () => {
  it('are read with both spellings, several on a line, up to a comment', () => {
    const job = file('#!/bin/bash\n#SBATCH -N 2 --ntasks-per-node=8 --exclusive # --nodes=9\n');
    expect(jobOptions(job).map(({ name, value }) => [name, value])).toEqual([
      ['nodes', '2'],
      ['ntasks-per-node', '8'],
      ['exclusive', ''],
    ]);
    const { range } = jobNumber(job, 'ntasks-per-node')!;
    expect(job.text.slice(range.start, range.end)).toBe('8');
  });

  it('count no more after a command, but after comments and empty lines', () => {
    const job = file('#!/bin/bash\n\n# why\n#SBATCH -n 4\necho\n#SBATCH -n 8\n');
    expect(jobOptions(job).map(({ late }) => late)).toEqual([false, true]);
    expect(jobNumber(job, 'ntasks')?.count).toBe(4);
  });

  it.each([
    ['--gres=gpu:8', 8],
    ['--gres gpu:h100:4', 4],
    ['--gres=gpu', 1],
    ['--gpus-per-node=a100:2', 2],
  ])('ask with %s for so many GPUs a node', (line, count) => {
    expect(gpusPerNode(file(`#!/bin/bash\n#SBATCH ${line}\n`)).map((each) => each.count)).toEqual([count]);
  });

  it.each(['--gres=shard:2', '--gpus=8', '--gres=gpu:$N'])('say with %s nothing of a node’s GPUs', (line) => {
    expect(gpusPerNode(file(`#!/bin/bash\n#SBATCH ${line}\n`))).toEqual([]);
  });

  it('that another script hands to sbatch are not its own', () => {
    expect(jobOptions(file('#!/bin/bash\nsbatch <<EOF\n#!/bin/bash\n#SBATCH -N $N\nEOF\n'))).toEqual([]);
  });
});
