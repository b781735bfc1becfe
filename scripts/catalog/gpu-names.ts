/**
 * How a card is recognised in a loosely written name. Kept by hand: the spellings are those of data sheets,
 * `nvidia-smi -L`, the Kubernetes label `nvidia.com/gpu.product`, GKE's accelerator labels and the benchmark rows.
 */
export interface GpuNames {
  /** Words that must all be there. */
  readonly needs: readonly string[];
  /** Words that may be there, beside those that mean nothing anywhere (`nvidia`, `gpu`, …) and the memory size. */
  readonly may: readonly string[];
  /** Memory sizes in GB as people write them. */
  readonly sizes: readonly number[];
  /** The catalogue's name, where it is not that of the facts. */
  readonly name?: string;
  readonly aliases: readonly string[];
  /** Bridges in place of NVLink built in: how many cards one bridge group joins. */
  readonly bridgeOf?: number;
  /** GDDR cards for servers run with in-band ECC by default, which takes 1/16 of the memory. */
  readonly inBandEcc?: boolean;
}

const SXM = ['sxm', 'sxm4', 'hgx', 'dgx'];
const SXM5 = ['sxm', 'sxm5', 'hgx', 'dgx', 'hbm3', 'mega'];

export const gpuNames: Readonly<Record<string, GpuNames>> = {
  'V100-SXM2-16GB': {
    needs: ['v100'],
    may: ['sxm', 'sxm2', 'sxm3', 'hgx', 'dgx'],
    sizes: [16],
    aliases: ['Tesla V100-SXM2-16GB'],
  },
  'V100-SXM2-32GB': {
    needs: ['v100'],
    may: ['sxm', 'sxm2', 'sxm3', 'hgx', 'dgx'],
    sizes: [32],
    aliases: ['Tesla V100-SXM2-32GB'],
  },
  'V100-PCIe-16GB': { needs: ['v100'], may: ['pcie'], sizes: [16], aliases: ['Tesla V100-PCIE-16GB'] },
  'V100-PCIe-32GB': { needs: ['v100'], may: ['pcie'], sizes: [32], aliases: ['Tesla V100-PCIE-32GB'] },
  'V100S-PCIe-32GB': { needs: ['v100s'], may: ['pcie'], sizes: [32], aliases: ['Tesla V100S-PCIE-32GB'] },
  T4: { needs: ['t4'], may: [], sizes: [16, 15], aliases: ['Tesla T4', 'nvidia-tesla-t4'], inBandEcc: true },
  A10: { needs: ['a10'], may: ['pcie'], sizes: [24], aliases: ['NVIDIA A10', 'A10 24GB'], inBandEcc: true },
  A10G: { needs: ['a10g'], may: [], sizes: [24], aliases: ['NVIDIA A10G'], inBandEcc: true },
  A30: { needs: ['a30'], may: ['pcie'], sizes: [24], aliases: ['NVIDIA A30'], bridgeOf: 2 },
  A40: {
    needs: ['a40'],
    may: ['pcie'],
    sizes: [48, 45, 46],
    aliases: ['NVIDIA A40'],
    bridgeOf: 2,
    inBandEcc: true,
  },
  'A100-PCIe-40GB': {
    needs: ['a100'],
    may: ['pcie'],
    sizes: [40],
    aliases: ['NVIDIA A100-PCIE-40GB'],
    bridgeOf: 2,
  },
  'A100-PCIe-80GB': {
    needs: ['a100'],
    may: ['pcie'],
    sizes: [80],
    aliases: ['NVIDIA A100 80GB PCIe', 'NVIDIA-A100-80GB-PCIe'],
    bridgeOf: 2,
  },
  'A100-SXM4-40GB': {
    needs: ['a100'],
    may: SXM,
    sizes: [40],
    aliases: ['NVIDIA A100-SXM4-40GB', 'A100-SXM-40GB', 'nvidia-tesla-a100'],
  },
  'A100-SXM4-80GB': {
    needs: ['a100'],
    may: SXM,
    sizes: [80],
    aliases: ['NVIDIA A100-SXM4-80GB', 'A100-SXM-80GB', 'nvidia-a100-80gb', 'a100'],
  },
  'A800-SXM4-80GB': { needs: ['a800'], may: SXM, sizes: [80], aliases: ['NVIDIA A800-SXM4-80GB'] },
  'RTX-3090': { needs: ['3090'], may: [], sizes: [24], aliases: ['NVIDIA GeForce RTX 3090'], bridgeOf: 2 },
  'RTX-4080': { needs: ['4080'], may: [], sizes: [16], aliases: ['NVIDIA GeForce RTX 4080'] },
  'RTX-4090': { needs: ['4090'], may: [], sizes: [24], aliases: ['NVIDIA GeForce RTX 4090', '4090'] },
  'RTX-4090-D': {
    needs: ['4090', 'd'],
    may: [],
    sizes: [24],
    aliases: ['NVIDIA GeForce RTX 4090 D', '4090D'],
  },
  'RTX-5090': { needs: ['5090'], may: [], sizes: [32], aliases: ['NVIDIA GeForce RTX 5090'] },
  'RTX-A6000': { needs: ['a6000'], may: ['quadro'], sizes: [48], aliases: ['NVIDIA RTX A6000'], bridgeOf: 2 },
  'RTX-4000-Ada': {
    needs: ['4000', 'ada'],
    may: ['lovelace'],
    sizes: [20],
    aliases: ['NVIDIA RTX 4000 Ada Generation'],
  },
  'RTX-5000-Ada': {
    needs: ['5000', 'ada'],
    may: ['lovelace'],
    sizes: [32],
    aliases: ['NVIDIA RTX 5000 Ada Generation'],
  },
  'RTX-6000-Ada': {
    needs: ['6000', 'ada'],
    may: ['lovelace'],
    sizes: [48],
    aliases: ['NVIDIA RTX 6000 Ada Generation'],
  },
  L4: {
    needs: ['l4'],
    may: ['pcie'],
    sizes: [24, 22, 23],
    aliases: ['NVIDIA L4', 'nvidia-l4'],
    inBandEcc: true,
  },
  L20: { needs: ['l20'], may: ['pcie'], sizes: [48], aliases: ['NVIDIA L20'], inBandEcc: true },
  L40: { needs: ['l40'], may: ['pcie'], sizes: [48, 45, 46], aliases: ['NVIDIA L40'], inBandEcc: true },
  L40S: {
    needs: ['l40s'],
    may: ['pcie'],
    sizes: [48, 45, 46],
    aliases: ['NVIDIA L40S', 'l40s'],
    inBandEcc: true,
  },
  'H20-96GB': {
    needs: ['h20'],
    may: ['sxm', 'sxm5', 'hgx', 'hbm3'],
    sizes: [96],
    aliases: ['NVIDIA H20', 'h20'],
  },
  'H20-141GB(H20-3e)': {
    needs: ['h20'],
    may: ['3e', 'sxm', 'sxm5', 'hgx', 'hbm3e'],
    sizes: [141],
    name: 'H20-141GB',
    aliases: ['H20-3e', 'NVIDIA H20-3e'],
  },
  'H100-SXM5-80GB': {
    needs: ['h100'],
    may: SXM5,
    sizes: [80],
    aliases: [
      'NVIDIA H100 80GB HBM3',
      'NVIDIA-H100-80GB-HBM3',
      'H100-SXM',
      'nvidia-h100-80gb',
      'nvidia-h100-mega-80gb',
      'h100',
    ],
  },
  'H100-PCIe-80GB': {
    needs: ['h100'],
    may: ['pcie', 'hbm2e'],
    sizes: [80],
    aliases: ['NVIDIA H100 PCIe', 'H100-PCIe'],
    bridgeOf: 2,
  },
  'H100-NVL-94GB': {
    needs: ['h100'],
    may: ['nvl', 'pcie', 'hbm3'],
    sizes: [94],
    aliases: ['NVIDIA H100 NVL', 'NVIDIA-H100-NVL'],
    bridgeOf: 2,
  },
  'H200-SXM-141GB': {
    needs: ['h200'],
    may: [...SXM5, 'hbm3e'],
    sizes: [141],
    aliases: ['NVIDIA H200', 'H200-SXM', 'nvidia-h200-141gb', 'h200'],
  },
  'H200-NVL-141GB': {
    needs: ['h200'],
    may: ['nvl', 'pcie', 'hbm3e'],
    sizes: [141],
    aliases: ['NVIDIA H200 NVL'],
    bridgeOf: 4,
  },
  'GH200-96GB': {
    needs: ['gh200'],
    may: ['hbm3', 'superchip'],
    sizes: [96, 480],
    aliases: ['NVIDIA GH200 480GB'],
  },
  'GH200-144GB': {
    needs: ['gh200'],
    may: ['hbm3e', 'superchip'],
    sizes: [144, 141],
    aliases: ['NVIDIA GH200 144G HBM3e'],
  },
  B100: { needs: ['b100'], may: ['sxm', 'hgx', 'hbm3e'], sizes: [180, 192], aliases: ['NVIDIA B100'] },
  'B200-SXM': {
    needs: ['b200'],
    may: ['sxm', 'sxm6', 'hgx', 'dgx', 'hbm3e'],
    sizes: [180, 183, 192],
    aliases: ['NVIDIA B200', 'nvidia-b200', 'b200'],
  },
  'B300-SXM': {
    needs: ['b300'],
    may: ['sxm', 'sxm6', 'hgx', 'dgx', 'hbm3e', 'ac'],
    sizes: [288, 275, 270],
    aliases: ['NVIDIA B300 SXM6 AC', 'NVIDIA B300', 'b300'],
  },
  GB200: {
    needs: ['gb200'],
    may: ['nvl72', 'nvl', 'hbm3e', 'superchip'],
    sizes: [186, 189, 192],
    aliases: ['NVIDIA GB200', 'nvidia-gb200'],
  },
  GB300: {
    needs: ['gb300'],
    may: ['nvl72', 'nvl', 'hbm3e', 'superchip'],
    sizes: [288, 279, 284],
    aliases: ['NVIDIA GB300', 'nvidia-gb300'],
  },
  'RTX-PRO-6000-Blackwell-WS': {
    needs: ['pro', '6000'],
    may: ['blackwell', 'ws', 'workstation'],
    sizes: [96],
    aliases: ['NVIDIA RTX PRO 6000 Blackwell Workstation Edition'],
  },
  'RTX-PRO-6000-Blackwell-Server': {
    needs: ['pro', '6000'],
    may: ['blackwell', 'server'],
    sizes: [96],
    aliases: ['NVIDIA RTX PRO 6000 Blackwell Server Edition', 'RTX-PRO-6000-Server', 'nvidia-rtx-pro-6000'],
  },
  'GB10(DGX-Spark)': {
    needs: ['gb10'],
    may: ['dgx', 'spark', 'unified'],
    sizes: [128],
    name: 'GB10',
    aliases: ['NVIDIA GB10', 'DGX Spark'],
  },
  'Jetson-Thor-T5000': {
    needs: ['thor'],
    may: ['jetson', 'agx', 't5000', 'unified'],
    sizes: [128],
    aliases: ['NVIDIA Thor'],
  },
  'Jetson-AGX-Orin-64GB': {
    needs: ['orin'],
    may: ['jetson', 'agx', 'unified', 'nvgpu'],
    sizes: [64],
    aliases: ['Jetson AGX Orin'],
  },
};

/** Which card a bare family name means. Where none is so much more common, the name stays ambiguous. */
export const preferred: readonly {
  readonly needs: readonly string[];
  readonly gpu: string;
  readonly why: string;
}[] = [
  {
    needs: ['h100'],
    gpu: 'H100-SXM5-80GB',
    why: 'HGX boards carry most H100s on offer, and every H100 row of the benchmark suites that leaves the form out is one',
  },
  {
    needs: ['a100'],
    gpu: 'A100-SXM4-80GB',
    why: 'the A100 of HGX boards; the 40 GB card is normally written with its size',
  },
  {
    needs: ['a100'],
    gpu: 'A100-SXM4-40GB',
    why: 'the 40 GB A100 of HGX boards and of the clouds that began with it (a2, p4d)',
  },
  {
    needs: ['h200'],
    gpu: 'H200-SXM-141GB',
    why: 'the driver calls the SXM card plain "NVIDIA H200"; the other one says NVL',
  },
  {
    needs: ['h20'],
    gpu: 'H20-96GB',
    why: 'the driver calls the 96 GB card plain "NVIDIA H20"; the other one says 3e',
  },
  {
    needs: ['gh200'],
    gpu: 'GH200-96GB',
    why: 'the first and common GH200; the driver names it by its 480 GB of CPU memory',
  },
  {
    needs: ['pro', '6000'],
    gpu: 'RTX-PRO-6000-Blackwell-Server',
    why: 'the edition that servers and clouds carry',
  },
];

/** Words that say nothing about which card it is. */
export const noise: readonly string[] = [
  'nvidia',
  'tesla',
  'geforce',
  'rtx',
  'gpu',
  'gpus',
  'graphics',
  'card',
  'generation',
  'edition',
  'tensor',
  'core',
  'shared',
  'power',
  'capped',
  'hbm2',
  'ampere',
  'hopper',
  'the',
  'a',
  'x1',
];

/**
 * Cards of the benchmark rows that the facts leave out. From NVIDIA's data sheets as remembered: SMs, clock, memory.
 * Tensor rates follow from them: an Ada SM does 1024 dense FP16 operations a clock with FP32 accumulation on
 * professional cards and half of it on GeForce; FP8 and INT8 twice that (GeForce: INT8 four times).
 */
export const furtherGpus: Readonly<Record<string, Record<string, unknown>>> = {
  'RTX-4080': {
    sm: '8.9',
    mem_gb: 16,
    mem_type: 'GDDR6X',
    bw_gbs: 716.8,
    fp32: 48.7,
    tf32: 48.7,
    fp16: 97.5,
    bf16: 97.5,
    fp8: 194.9,
    int8: 389.9,
    fp4: null,
    int4: null,
    sms: 76,
    l2_mb: 64,
    nvlink_unidir_gbs: null,
    pcie_gen: 4,
    tdp_w: 320,
    src: 'NVIDIA data sheet: GeForce RTX 4080; tensor rates derived from 76 SMs at 2505 MHz',
    note: 'not checked against a second source',
  },
  'RTX-4000-Ada': {
    sm: '8.9',
    mem_gb: 20,
    mem_type: 'GDDR6',
    bw_gbs: 360,
    fp32: 26.7,
    tf32: 53.5,
    fp16: 106.9,
    bf16: 106.9,
    fp8: 213.8,
    int8: 213.8,
    fp4: null,
    int4: null,
    sms: 48,
    l2_mb: 48,
    nvlink_unidir_gbs: null,
    pcie_gen: 4,
    tdp_w: 130,
    src: 'NVIDIA data sheet: RTX 4000 Ada Generation (192 tensor cores, 20 GB); tensor rates derived from 48 SMs at 2175 MHz',
    note: 'not checked against a second source',
  },
  'RTX-5000-Ada': {
    sm: '8.9',
    mem_gb: 32,
    mem_type: 'GDDR6',
    bw_gbs: 576,
    fp32: 65.3,
    tf32: 130.6,
    fp16: 261.1,
    bf16: 261.1,
    fp8: 522.2,
    int8: 522.2,
    fp4: null,
    int4: null,
    sms: 100,
    l2_mb: 72,
    nvlink_unidir_gbs: null,
    pcie_gen: 4,
    tdp_w: 250,
    src: 'NVIDIA data sheet: RTX 5000 Ada Generation; tensor rates derived from 100 SMs at 2550 MHz',
    note: 'not checked against a second source',
  },
};
