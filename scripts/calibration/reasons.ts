import type { HeldOut } from './held-out.ts';

interface Reason {
  readonly fits: (row: HeldOut, kind: string) => boolean;
  readonly why: string;
}

/** Why a group misses, as far as its rows tell; the first that fits. */
const reasons: readonly Reason[] = [
  {
    fits: ({ run }) => run.experiment.spec.speculation !== undefined,
    why: 'multi-token prediction, told from the sweep and the release: how many drafts were accepted is not recorded and hangs on the text',
  },
  {
    fits: ({ model, run, row }, kind) =>
      kind === 'ttft' && /DeepSeek/.test(model) && run.era === 'sglang' && row.suite === 'inferencex',
    why: 'runs of November 2025 and on B300 have first tokens of several seconds at four clients: which looks like kernels compiled in the measured minutes, for want of a warm-up',
  },
  {
    fits: ({ row }) => /Llama-3.1-8B-Instruct-FP8/.test(row.model),
    why: '21 rows are about twice as fast as any other rows of this model and card let expect: they may be mislabelled',
  },
  {
    fits: ({ row }) => row.suite === 'inferencex-exp' && /Qwen3.5/.test(row.model),
    why: 'experimental directory, eight ranks on one core (see above): layers of linear attention launch many more kernels than others, which the host time of a layer does not tell apart',
  },
  {
    fits: ({ row }) => row.suite === 'inferencex-exp',
    why: 'experimental directory, eight ranks and the API server on one core (see above): tokens reach the client in bursts, so that the median time per token is a tenth of the 99th percentile while throughput is as predicted',
  },
  {
    fits: ({ experts }, kind) => experts && kind === 'throughput',
    why: 'large batches of experts: how even the router is, attention data parallelism and which kernel was chosen are not recorded',
  },
  {
    fits: ({ experts }) => experts,
    why: 'experts: kernels by release differ more than the fit, which has one rate an era, can say',
  },
  {
    fits: (_, kind) => kind === 'ttft',
    why: 'server, client and tokeniser are part of a first token and differ by harness; length of the warm-up and statistic are not recorded',
  },
  {
    fits: ({ run }) => run.era === 'tensorrt-llm before 0.10.0',
    why: 'static batches of 2023: plug-ins and fused kernels changed from release to release',
  },
  {
    fits: ({ run }) => run.era === 'tensorrt-llm before 0.20.0',
    why: 'the engine limits behind the tables (max_batch_size, max_num_tokens, KV fraction) are not in the rows and changed by release; rows on GH200 with two cards are an eighth of those with four',
  },
];

export function reasonFor(row: HeldOut, kind: string): string {
  return reasons.find((each) => each.fits(row, kind))?.why ?? 'not understood';
}
