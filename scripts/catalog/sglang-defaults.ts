import type { Facts } from './facts.ts';

interface Bucket {
  readonly lt?: number;
  readonly ge?: number;
  readonly chunked_prefill_size: number;
  readonly cuda_graph_max_bs: number | string;
}

/** What `_handle_gpu_memory_settings` chooses by the memory of the GPU, in GiB; the first bucket that fits holds. */
export function sglangDefaults(facts: Facts) {
  const { memory_and_defaults } = facts.json<{
    memory_and_defaults: { defaults_by_gpu_memory_GiB: Bucket[] };
  }>('engines/sglang_flags.json');
  return {
    source:
      'sgl-project/sglang python/sglang/srt/server_args.py _handle_gpu_memory_settings at v0.5.18; the form is that of PR 10975 (0.5.4)',
    from: '0.5.4',
    readAt: '0.5.18',
    buckets: memory_and_defaults.defaults_by_gpu_memory_GiB.map(
      ({ lt, chunked_prefill_size, cuda_graph_max_bs }) => ({
        ...(lt !== undefined && { belowGib: lt }),
        chunkedPrefillSize: chunked_prefill_size,
        ...graphSizes(cuda_graph_max_bs),
      }),
    ),
    // MiB: 512 + 1.5 × chunk + 2 × largest graph + tp × pp / 8 × 1024, at least 10 GiB on GPUs over 60 GiB.
    reserve: {
      base: 512,
      perChunkToken: 1.5,
      leastChunk: 2048,
      perGraphSequence: 2,
      perRank: 128,
      least: 10240,
      leastAboveGib: 60,
    },
    unknownMemoryFraction: 0.88,
  };
}

/** `256 (tp<4) / 512` */
function graphSizes(written: number | string) {
  const both = /^(\d+) \(tp<4\) \/ (\d+)$/.exec(String(written));
  return both
    ? { graphSequences: Number(both[1]), graphSequencesFromTp4: Number(both[2]) }
    : { graphSequences: Number(written), graphSequencesFromTp4: Number(written) };
}
