import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Plan, Results } from '../../bench/gpu/results.ts';

const folder = mkdtempSync(join(tmpdir(), 'batchwise-gpu-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(script: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, ['--import', 'tsx', `bench/gpu/${script}`, ...args], {
    encoding: 'utf8',
  });
}

describe('bench/gpu', () => {
  const plan: Plan = JSON.parse(run('plan.ts').stdout);

  it('plans the matrices of the model, its attention and the loop', () => {
    expect(plan.model).toMatchObject({ layers: 32, hidden: 4096, kvHeads: 8 });
    const matrices = new Set(plan.gemm.map(({ inputs, outputs }) => `${inputs}x${outputs}`));
    expect([...matrices]).toEqual(['4096x6144', '4096x4096', '4096x28672', '14336x4096', '4096x128256']);
    expect(plan.loop.map(({ concurrency }) => concurrency)).toEqual([1, 4, 16, 64]);
  });

  it('sets results beside what is predicted of the GPU that the device names', () => {
    const seconds = 100e-6;
    const results: Results = {
      device: { name: 'NVIDIA H200', bytes: 143_771 * 2 ** 20 },
      torch: '2.11.0',
      rows: [
        { part: 'gemm', case: plan.gemm[0]!, measured: { seconds } },
        { part: 'decodeAttention', case: plan.decodeAttention[0]!, measured: { seconds } },
        { part: 'prefillAttention', case: plan.prefillAttention[0]!, measured: { seconds } },
        {
          part: 'loop',
          case: plan.loop[0]!,
          measured: {
            ttft: 0.02,
            tpot: 0.005,
            outputTokensPerSecond: 190,
            prefillStep: 0.02,
            decodeStep: 0.005,
          },
        },
      ],
      leftOut: [{ part: 'gemm', case: plan.gemm[1]!, why: 'no FP8 on this device' }],
    };
    const file = join(folder, 'results.json');
    writeFileSync(file, JSON.stringify(results));
    const { status, stdout } = run('compare.ts', file);
    expect(status).toBe(0);
    expect(stdout).toContain('H200-SXM-141GB of the catalogue');
    // 8 billion weights of two bytes over 4.8 TB/s are 3.3 ms; no engine is twice as slow.
    const tpot = /loop: TPOT, ms\n\n.*\n.*\n\| 1 clients \| 5 \| ([\d.]+) /.exec(stdout);
    expect(Number(tpot?.[1])).toBeGreaterThan(3.3);
    expect(Number(tpot?.[1])).toBeLessThan(7);
    expect(stdout).toContain('no FP8 on this device');
  });

  it('says which GPU it does not know', () => {
    const file = join(folder, 'cpu.json');
    writeFileSync(
      file,
      JSON.stringify({ device: { name: 'CPU', bytes: 0 }, torch: '2', rows: [], leftOut: [] }),
    );
    const { status, stderr } = run('compare.ts', file);
    expect(status).not.toBe(0);
    expect(stderr).toContain('no GPU of the catalogue is called “CPU”');
  });
});
