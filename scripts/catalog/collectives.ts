import { compareVersions } from '../../catalog/version.ts';
import type { Facts } from './facts.ts';

/** Which machine of the tables stands for which link, named as `collectives.ts` explains. */
const systems: Readonly<Record<string, { readonly link: string; readonly gpu: string }>> = {
  a100_sxm: { link: 'nvlink3', gpu: 'A100-SXM4-80GB' },
  h100_sxm: { link: 'nvlink4', gpu: 'H100-SXM5-80GB' },
  h200_sxm: { link: 'nvlink4', gpu: 'H200-SXM-141GB' },
  b200_sxm: { link: 'nvlink5', gpu: 'B200-SXM' },
  b300_sxm: { link: 'nvlink5', gpu: 'B300-SXM' },
  gb200: { link: 'nvlink5', gpu: 'GB200' },
  l40s: { link: 'pcie4', gpu: 'L40S' },
  rtx_pro_6000_server: { link: 'pcie5', gpu: 'RTX-PRO-6000-Blackwell-Server' },
};

const libraries: Readonly<Record<string, string>> = {
  'nccl-nccl': 'nccl',
  'trtllm-custom_ar': 'tensorrt-llm',
  'vllm-custom_ar': 'vllm',
  'sglang-custom_ar': 'sglang',
};

interface Measured {
  readonly gpu: string;
  readonly link: string;
  readonly library: string;
  readonly gpus: number;
  readonly version: string;
  readonly points: readonly (readonly [number, number])[];
}

/** All-reduce of half-precision numbers inside one host, the newest version of each library on each machine. */
export function collectives(facts: Facts) {
  const groups = new Map<string, { version: string; points: Map<number, number> }[]>();
  for (const row of facts.csv('hardware/comm_latency.csv')) {
    if (row.op !== 'all_reduce' || !['half', 'bfloat16'].includes(row.dtype!)) continue;
    // Engines run their all-reduce inside CUDA graphs; the same launched eagerly is four times slower at small sizes.
    if (row.kernel_source!.endsWith('_eager')) continue;
    if (systems[row.system!] === undefined || libraries[row.kind!] === undefined) continue;
    const key = `${row.system}/${row.kind}/${row.n_gpus}`;
    const versions = groups.get(key) ?? [];
    groups.set(key, versions);
    let entry = versions.find((each) => each.version === row.version);
    if (entry === undefined) {
      entry = { version: row.version!, points: new Map() };
      versions.push(entry);
    }
    const bytes = Number(row.bytes);
    const seconds = Number(row.latency_ms) / 1e3;
    entry.points.set(bytes, Math.min(seconds, entry.points.get(bytes) ?? seconds));
  }
  const tables = [...groups].flatMap(([key, versions]): Measured[] => {
    const [system, kind, gpus] = key.split('/');
    if (![2, 4, 8].includes(Number(gpus))) return [];
    const newest = versions.sort((a, b) => compareVersions(b.version, a.version))[0]!;
    const points = [...newest.points]
      .sort(([a], [b]) => a - b)
      .map(([bytes, seconds]) => [bytes, Number(seconds.toPrecision(3))] as const);
    return [
      {
        ...systems[system!]!,
        library: libraries[kind!]!,
        gpus: Number(gpus),
        version: newest.version,
        points: thin(points),
      },
    ];
  });
  return {
    source:
      'ai-dynamo/aiconfigurator systems/data/*/comm/*.parquet@095f58a (Apache-2.0), all_reduce, one host',
    allReduce: tables.sort((a, b) => orderOf(a).localeCompare(orderOf(b), 'en')),
  };
}

/** Leaves out points that lie within 3 % of the line (in logarithms) between the ones kept around them. */
function thin(points: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const first = points[0];
  if (first === undefined) return [];
  const kept = [first];
  let start = 0;
  while (start < points.length - 1) {
    let end = points.length - 1;
    while (end > start + 1 && !isStraight(points, start, end)) end--;
    kept.push(points[end]!);
    start = end;
  }
  return kept;
}

function isStraight(points: readonly (readonly [number, number])[], start: number, end: number): boolean {
  const [x0, y0] = points[start]!.map(Math.log) as [number, number];
  const [x1, y1] = points[end]!.map(Math.log) as [number, number];
  return points.slice(start + 1, end).every(([bytes, seconds]) => {
    const expected = y0 + ((y1 - y0) * (Math.log(bytes) - x0)) / (x1 - x0);
    return Math.abs(expected - Math.log(seconds)) < 0.03;
  });
}

const orderOf = (each: Measured): string => `${each.link}/${each.gpu}/${each.library}/${each.gpus}`;
