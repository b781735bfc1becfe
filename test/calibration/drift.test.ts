import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scoreSample } from '../../scripts/calibration/fidelity.ts';
import { allKernelRates, narrowing } from '../../scripts/calibration/kernels.ts';

describe.skipIf(!existsSync('../shared/measurements'))('what is fitted', () => {
  it('has the kernel rates that the benchmarks give', () => {
    const { rates, narrowing: narrowed } = JSON.parse(
      readFileSync('catalog/data/efficiency.json', 'utf8'),
    ) as {
      rates: unknown;
      narrowing: unknown;
    };
    const found = allKernelRates();
    expect(rates).toEqual(found);
    expect(narrowed).toEqual(narrowing(found));
  }, 60_000);

  it('scores as docs/fidelity.md says, on a sample of its runs', async () => {
    expect(readFileSync('docs/fidelity.md', 'utf8')).toContain(await scoreSample());
  }, 60_000);
});
