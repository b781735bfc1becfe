import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findGpu, gpus } from '../../catalog/gpus.ts';
import { openFacts } from '../../scripts/catalog/facts.ts';

const found = (name: string): string => {
  const lookup = findGpu(name);
  return lookup.kind === 'found' ? lookup.item.name : lookup.kind;
};

const measurements = fileURLToPath(new URL('../../../shared/measurements', import.meta.url));

describe('findGpu', () => {
  it.each([
    ['h100', 'H100-SXM5-80GB'],
    ['H100-SXM', 'H100-SXM5-80GB'],
    ['NVIDIA H100 80GB HBM3', 'H100-SXM5-80GB'],
    ['NVIDIA-H100-80GB-HBM3', 'H100-SXM5-80GB'],
    ['h100 pcie', 'H100-PCIe-80GB'],
    ['NVIDIA H100 NVL', 'H100-NVL-94GB'],
    ['a100', 'A100-SXM4-80GB'],
    ['A100 40GB', 'A100-SXM4-40GB'],
    ['A100-SXM4-80GB', 'A100-SXM4-80GB'],
    ['NVIDIA A100 80GB PCIe', 'A100-PCIe-80GB'],
    ['NVIDIA-A100-SXM4-80GB-SHARED', 'A100-SXM4-80GB'],
    ['nvidia-tesla-t4', 'T4'],
    ['l40s', 'L40S'],
    ['L40', 'L40'],
    ['4090', 'RTX-4090'],
    ['rtx4090', 'RTX-4090'],
    ['NVIDIA GeForce RTX 4090 D', 'RTX-4090-D'],
    ['h200', 'H200-SXM-141GB'],
    ['b200', 'B200-SXM'],
    ['GB200', 'GB200'],
    ['NVIDIA GH200 480GB', 'GH200-96GB'],
    ['DGX Spark', 'GB10'],
    ['2x A10 24GB', 'A10'],
  ])('%s is %s', (name, expected) => expect(found(name)).toBe(expected));

  it('lists candidates where a name leaves it open', () => {
    const lookup = findGpu('v100');
    expect(lookup.kind === 'ambiguous' && lookup.candidates.length).toBe(4);
  });

  it.each([
    ['a MIG slice', 'NVIDIA-A100-SXM4-80GB-MIG-1g.10gb'],
    ['memory that the card never had', 'RTX 4090 48GB mod'],
    ['a laptop part', 'NVIDIA GeForce RTX 4090 Laptop GPU'],
    ['an older card of like name', 'Quadro RTX 6000'],
    ['a size alone', '80GB'],
    ['nothing', ''],
    ['another maker', 'AMD MI300X'],
    ['a property name', 'constructor'],
  ])('does not take %s for a card', (_what, name) => expect(found(name)).toBe('unknown'));

  it('suggests the nearest to a slip', () => {
    const lookup = findGpu('h1000');
    expect(lookup.kind === 'unknown' && lookup.nearest.map(({ name }) => name)).toContain('H100-SXM5-80GB');
  });

  it('finds every card by its own name and aliases', () => {
    for (const gpu of gpus)
      for (const name of [gpu.name, ...gpu.aliases]) expect(found(name), name).toBe(gpu.name);
  });

  it.skipIf(!existsSync(measurements))('knows every card that the benchmark rows name', () => {
    const facts = openFacts(measurements);
    const named = new Set(facts.csv('calibration.csv').map((row) => row.gpu!));
    expect([...named].filter((name) => found(name) === 'unknown' || found(name) === 'ambiguous')).toEqual([]);
    const logged = [
      'RTX 3090 24GB',
      'A10 24GB',
      'A100 80GB',
      'H100 80GB',
      'Tesla T4 16GB',
      'A100-SXM4-40GB',
      'L4 24GB',
      'RTX 5090 32GB',
      'GB10/DGX Spark 128GB (unified)',
      'L40S 48GB',
    ];
    const rows = new Set(facts.csv('kv_cache.csv').map((row) => row.gpu!));
    expect(logged.filter((name) => !rows.has(name))).toEqual([]);
    expect(logged.map(found)).toEqual([
      'RTX-3090',
      'A10',
      'A100-SXM4-80GB',
      'H100-SXM5-80GB',
      'T4',
      'A100-SXM4-40GB',
      'L4',
      'RTX-5090',
      'GB10',
      'L40S',
    ]);
  });
});

describe('gpus', () => {
  const byName = new Map(gpus.map((gpu) => [gpu.name, gpu]));

  it('have what a driver reports where that is known', () => {
    expect(byName.get('H100-SXM5-80GB')?.memoryBytes).toBe(81559 * 2 ** 20);
    expect(byName.get('L40S')?.memoryBytes).toBe(46068 * 2 ** 20);
    expect(byName.get('A10')!.memoryBytes / 2 ** 30).toBeCloseTo(22.07, 2);
    expect(byName.get('A100-SXM4-80GB')?.memorySource).toContain('nominal');
  });

  it('have dense rates in units per second', () => {
    expect(byName.get('H100-SXM5-80GB')).toMatchObject({
      sm: 90,
      memoryBandwidth: 3.35e12,
      nvlinkBandwidth: 4.5e11,
    });
    expect(byName.get('H100-SXM5-80GB')?.peak.fp8).toBe(1978.9e12);
    expect(byName.get('A100-SXM4-80GB')?.peak.fp8).toBeUndefined();
  });

  it('tell NVLink built in from bridges that may be missing', () => {
    expect(byName.get('A100-PCIe-80GB')).toMatchObject({ nvlinkBandwidth: 0, nvlinkBridge: { gpus: 2 } });
    expect(byName.get('L40S')).toMatchObject({ nvlinkBandwidth: 0 });
    expect(byName.get('L40S')?.nvlinkBridge).toBeUndefined();
  });
});
