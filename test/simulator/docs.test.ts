import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { hasMeasurements } from '../../scripts/docs/simulator/comparisons.ts';
import { renderSimulator, simulatorPath } from '../../scripts/docs/simulator/page.ts';

describe.skipIf(!hasMeasurements)('docs/simulator.md', () => {
  it('is what the simulator gives: `npx tsx scripts/docs/build.ts` writes it', async () => {
    expect(readFileSync(simulatorPath, 'utf8')).toBe(await renderSimulator());
  }, 60_000);
});
