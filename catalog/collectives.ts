import data from './data/collectives.json' with { type: 'json' };

export type LinkClass = 'nvlink3' | 'nvlink4' | 'nvlink5' | 'pcie4' | 'pcie5';

export type CollectiveLibrary = 'nccl' | 'tensorrt-llm' | 'vllm' | 'sglang';

/** Measured all-reduces between the GPUs of one host. */
export interface AllReduceTable {
  /** The card that was measured, by the catalogue's name. */
  readonly gpu: string;
  /** How its cards are joined: an NVLink generation through NVSwitch, or PCIe alone. */
  readonly link: LinkClass;
  /** The engines' own kernels hand large messages to NCCL. */
  readonly library: CollectiveLibrary;
  readonly gpus: number;
  readonly version: string;
  /** Message size in bytes and time in seconds, sizes rising; between two points both run straight in logarithms. */
  readonly points: readonly (readonly [bytes: number, seconds: number])[];
}

export const allReduceTables = data.allReduce as unknown as readonly AllReduceTable[];

/** The table of a link, library and number of GPUs; of the card itself where it was measured. */
export function findAllReduce(
  link: LinkClass,
  library: CollectiveLibrary,
  gpus: number,
  gpu?: string,
): AllReduceTable | undefined {
  const fitting = allReduceTables.filter(
    (each) => each.link === link && each.library === library && each.gpus === gpus,
  );
  return fitting.find((each) => each.gpu === gpu) ?? fitting[0];
}
