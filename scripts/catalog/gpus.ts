import type { Gpu } from '../../catalog/types.ts';
import type { Facts } from './facts.ts';
import { furtherGpus, type GpuNames, gpuNames, noise, preferred } from './gpu-names.ts';

interface FactGpu {
  sm: string;
  mem_gb: number;
  mem_type: string;
  bw_gbs: number;
  fp32: number | null;
  tf32: number | null;
  fp16: number | null;
  bf16: number | null;
  fp8: number | null;
  int8: number | null;
  fp4: number | null;
  int4: number | null;
  sms: number | null;
  l2_mb: number | null;
  nvlink_unidir_gbs: number | null;
  pcie_gen: number;
  tdp_w: number;
  src: string;
  note?: string;
}

const GIB = 2 ** 30;
const MIB = 2 ** 20;

export function gpus(facts: Facts) {
  const fact = facts.json<{
    _meta: { usable_memory_mib: Record<string, number> };
    gpus: Record<string, FactGpu>;
  }>('hardware/gpus.json');
  const reported = reportedMemory(facts, fact._meta.usable_memory_mib);
  const all = { ...fact.gpus, ...furtherGpus } as Record<string, FactGpu>;
  const missing = Object.keys(all).filter((name) => gpuNames[name] === undefined);
  if (missing.length > 0) throw new Error(`no names for ${missing.join(', ')}`);
  const names = Object.keys(gpuNames);
  return {
    source:
      'NVIDIA data sheets, checked against ai-dynamo/aiconfigurator systems/*.yaml@095f58a, cli99/llm-analysis gpu_configs, LLM-Viewer hardware_params.py, GenZ-LLM-Analyzer system_configs.py and microsoft/vidur device_sku_config.py; spellings: nvidia-smi, Kubernetes and GKE labels',
    gpus: names.map((name) => toGpu(name, all[name]!, gpuNames[name]!, reported.get(name))),
    names: names.map((name) => {
      const { needs, may, sizes } = gpuNames[name]!;
      return { gpu: gpuNames[name]!.name ?? name, needs, may, sizes };
    }),
    preferred,
    noise,
  };
}

function toGpu(factName: string, fact: FactGpu, names: GpuNames, reported: Memory | undefined): Gpu {
  const memory = reported ?? nominalMemory(fact, names);
  const nvlink = (fact.nvlink_unidir_gbs ?? 0) * 1e9;
  const peaks = {
    fp32: fact.fp32,
    tf32: fact.tf32,
    fp16: fact.fp16,
    bf16: fact.bf16,
    fp8: fact.fp8,
    int8: fact.int8,
    fp4: fact.fp4,
    int4: fact.int4,
  };
  return {
    name: names.name ?? factName,
    aliases: names.aliases,
    sm: Math.round(Number(fact.sm) * 10),
    memoryBytes: memory.bytes,
    memorySource: memory.source,
    memoryNominal: `${fact.mem_gb} GB ${fact.mem_type}`,
    memoryBandwidth: Math.round(fact.bw_gbs * 1e9),
    peak: Object.fromEntries(
      Object.entries(peaks).flatMap(([format, tera]) =>
        tera === null ? [] : [[format, Math.round(tera * 1e12)]],
      ),
    ),
    ...(fact.sms === null ? {} : { multiprocessors: fact.sms }),
    ...(fact.l2_mb === null ? {} : { l2Bytes: fact.l2_mb * MIB }),
    nvlinkBandwidth: names.bridgeOf === undefined ? nvlink : 0,
    ...(names.bridgeOf === undefined ? {} : { nvlinkBridge: { bandwidth: nvlink, gpus: names.bridgeOf } }),
    pcieGeneration: fact.pcie_gen,
    powerWatts: fact.tdp_w,
    ...(fact.note ? { note: fact.note } : {}),
    source: fact.src,
  };
}

interface Memory {
  readonly bytes: number;
  readonly source: string;
}

/** What drivers and engine logs said, by the facts' names of the cards. */
function reportedMemory(facts: Facts, usableMib: Record<string, number>): Map<string, Memory> {
  const found = new Map<string, Memory>();
  for (const [name, mib] of Object.entries(usableMib)) {
    const key = name === 'RTX-PRO-6000-Server' ? 'RTX-PRO-6000-Blackwell-Server' : name;
    found.set(key, {
      bytes: mib * MIB,
      source: `nvidia-smi total ${mib} MiB: ai-dynamo/aiconfigurator systems/*.yaml mem_capacity@095f58a`,
    });
  }
  found.set('H100-SXM5-80GB', {
    bytes: 81559 * MIB,
    source: 'nvidia-smi total 81559 MiB',
  });
  // Cards that name themselves and a figure with decimals; whole numbers in that column are nominal sizes.
  const logged: Record<string, string> = { 'RTX 3090 24GB': 'RTX-3090', 'A10 24GB': 'A10' };
  const rows = facts.csv('../measurements/kv_cache.csv');
  for (const [label, name] of Object.entries(logged)) {
    const values = rows
      .filter((row) => row.gpu === label && row.gpu_mem_gib_reported!.includes('.'))
      .map((row) => ({ gib: Number(row.gpu_mem_gib_reported), from: row.source! }))
      .sort((a, b) => a.gib - b.gib);
    const median = values[Math.floor(values.length / 2)];
    if (median === undefined) throw new Error(`kv_cache.csv has no memory of ${label}`);
    found.set(name, {
      bytes: Math.round(median.gib * GIB),
      // The part in brackets that names a place in an index of files leads nobody anywhere.
      source: `vLLM start-up log, ${median.gib} GiB: ${median.from.replace(/; file-index[^)]*/, '')}`,
    });
  }
  return found;
}

/**
 * Without a reading: the nominal figure counts GiB (H100: 79.6 read of 80, GB200: 185.0 of 186), less a sixteenth for
 * in-band ECC where that is on by default (L40S: 45.0 read of 48).
 */
function nominalMemory(fact: FactGpu, names: GpuNames): Memory {
  if (names.inBandEcc)
    return { bytes: (fact.mem_gb * GIB * 15) / 16, source: 'nominal size in GiB less 1/16 for in-band ECC' };
  return { bytes: fact.mem_gb * GIB, source: 'nominal size in GiB' };
}
