import { describe, expect, it } from 'vitest';
import { lintFiles } from '../../support.ts';

/** A check of vLLM with a release that has it and one that does not; `args` follow `vllm serve m`. */
interface Row {
  readonly row: string;
  readonly code: string;
  readonly args: string;
  readonly at: string;
  readonly notAt?: string;
  /** The same without the mistake, in the release that has the check. */
  readonly fine: string;
}

const json = (value: unknown): string => `'${JSON.stringify(value)}'`;
const spec = (value: Record<string, unknown>): string => `--speculative-config ${json(value)}`;

const rows: readonly Row[] = [
  {
    row: 'MML2',
    code: 'BWV003',
    args: '--max-model-len -1',
    at: '0.10.0',
    notAt: '0.20.0',
    fine: '--max-model-len 1',
  },
  { row: 'SCH7', code: 'BWV003', args: '--watermark 1', at: '0.24.0', fine: '--watermark 0.01' },
  {
    row: 'SCH6',
    code: 'BWV005',
    args: '--no-enable-chunked-prefill --max-num-partial-prefills 2',
    at: '0.10.0',
    notAt: '0.27.0',
    fine: '--no-enable-chunked-prefill --max-num-partial-prefills 1',
  },
  {
    row: 'SCH8',
    code: 'BWV005',
    args: '--task embed --enable-chunked-prefill',
    at: '0.7.3',
    notAt: '0.9.0',
    fine: '--task generate --enable-chunked-prefill',
  },
  {
    row: 'SCH10',
    code: 'BWV007',
    args: `--max-num-seqs 256 --max-num-batched-tokens 256 ${spec({ method: 'draft_model', model: 'd', num_speculative_tokens: 4 })}`,
    at: '0.20.0',
    notAt: '0.13.0',
    fine: `--max-num-seqs 256 --max-num-batched-tokens 257 ${spec({ method: 'draft_model', model: 'd', num_speculative_tokens: 4 })}`,
  },
  {
    row: 'SCH10',
    code: 'BWV003',
    args: '--max-num-scheduled-tokens 0',
    at: '0.28.0',
    fine: '--max-num-scheduled-tokens 1',
  },
  {
    row: 'SCH11',
    code: 'BWV005',
    args: `--async-scheduling ${spec({ method: 'ngram', num_speculative_tokens: 4 })}`,
    at: '0.17.0',
    fine: `--no-async-scheduling ${spec({ method: 'ngram', num_speculative_tokens: 4 })}`,
  },
  {
    row: 'SCH11',
    code: 'BWV005',
    args: '--async-scheduling --distributed-executor-backend ray',
    at: '0.12.0',
    notAt: '0.20.0',
    fine: '--async-scheduling --distributed-executor-backend mp',
  },
  { row: 'MEM8', code: 'BWV003', args: '--block-size 0', at: '0.20.0', fine: '--block-size 48' },
  { row: 'MEM8', code: 'BWV002', args: '--block-size 48', at: '0.10.0', fine: '--block-size 64' },
  {
    row: 'MEM9',
    code: 'BWV007',
    args: '--block-size 16 --prefix-match-unit 6',
    at: '0.28.0',
    fine: '--block-size 16 --prefix-match-unit 8',
  },
  {
    row: 'PAR4',
    code: 'BWV008',
    args: '-tp 2 --distributed-executor-backend uni',
    at: '0.11.0',
    fine: '-tp 2 --distributed-executor-backend mp',
  },
  {
    row: 'PAR7',
    code: 'BWV008',
    args: '--enable-expert-parallel --enable-eplb',
    at: '0.12.0',
    fine: '-dp 2 --enable-expert-parallel --enable-eplb',
  },
  {
    row: 'PAR7',
    code: 'BWV004',
    args: `-tp 2 --enable-expert-parallel --eplb-config ${json({ num_redundant_experts: 2 })}`,
    at: '0.12.0',
    fine: `-tp 2 --enable-expert-parallel --eplb-config ${json({ num_redundant_experts: 0 })}`,
  },
  { row: 'PAR8', code: 'BWV015', args: '-tp 4 -dcp 3', at: '0.11.0', fine: '-tp 4 -dcp 2' },
  { row: 'PAR8', code: 'BWV015', args: '-dp 2 -pcp 2', at: '0.14.0', fine: '-dp 1 -pcp 2' },
  {
    row: 'PAR9',
    code: 'BWV008',
    args: '-dp 1 --data-parallel-external-lb',
    at: '0.14.0',
    fine: '-dp 2 --data-parallel-external-lb --data-parallel-rank 1',
  },
  {
    row: 'PAR9',
    code: 'BWV008',
    args: '-dp 4 --data-parallel-rank 1 --data-parallel-size-local 2',
    at: '0.14.0',
    fine: '-dp 4 --data-parallel-rank 1 --data-parallel-size-local 1',
  },
  {
    row: 'PAR10',
    code: 'BWV005',
    args: '-tp 16 --nnodes 2 --data-parallel-backend ray',
    at: '0.14.0',
    fine: '-tp 16 --nnodes 2 --data-parallel-backend mp',
  },
  {
    row: 'PAR12',
    code: 'BWV005',
    args: '--enable-dbo --all2all-backend naive',
    at: '0.12.0',
    fine: '--enable-dbo --all2all-backend deepep_low_latency',
  },
  {
    row: 'PAR13',
    code: 'BWV008',
    args: '-pp 2 -tp 2 -ep --enable-eplb --enable-elastic-ep',
    at: '0.20.0',
    fine: '-tp 2 -ep --enable-eplb --enable-elastic-ep',
  },
  {
    row: 'PAR13',
    code: 'BWV005',
    args: '-tp 2 -ep --enable-eplb --enable-elastic-ep -dp 2 --data-parallel-hybrid-lb -dpl 1',
    at: '0.20.0',
    fine: '-tp 2 -ep --enable-eplb --enable-elastic-ep -dp 2',
  },
  {
    row: 'PAR14',
    code: 'BWV008',
    args: '--headless -dp 2 --data-parallel-size-local 0',
    at: '0.14.0',
    fine: '--headless -dp 2 --data-parallel-size-local 1',
  },
  {
    row: 'Q5',
    code: 'BWV004',
    args: '-q fbgemm_fp8',
    at: '0.28.0',
    notAt: '0.20.0',
    fine: '-q fbgemm_fp8 --allow-deprecated-quantization',
  },
  {
    row: 'SPEC3',
    code: 'BWV003',
    args: spec({ method: 'ngram', num_speculative_tokens: 4, prompt_lookup_min: 0, prompt_lookup_max: 3 }),
    at: '0.13.0',
    fine: spec({ method: 'ngram', num_speculative_tokens: 4, prompt_lookup_min: 1, prompt_lookup_max: 3 }),
  },
  {
    row: 'SPEC7',
    code: 'BWV007',
    args: `--max-model-len 4096 ${spec({ model: 'd', num_speculative_tokens: 4, max_model_len: 8192 })}`,
    at: '0.13.0',
    fine: `--max-model-len 4096 ${spec({ model: 'd', num_speculative_tokens: 4, max_model_len: 4096 })}`,
  },
  {
    row: 'SPEC9',
    code: 'BWV003',
    args: spec({ model: 'd', num_speculative_tokens: 4, disable_by_batch_size: 1 }),
    at: '0.8.5',
    notAt: '0.10.0',
    fine: spec({ model: 'd', num_speculative_tokens: 4, disable_by_batch_size: 2 }),
  },
];

const codes = async (version: string, args: string): Promise<string[]> =>
  (await lintFiles({ 'serve.sh': `# batchwise: vllm=${version}\nvllm serve m ${args}\n` })).map(
    ({ code }) => code,
  );

describe('checks of vLLM by release', () => {
  it.each(rows)('$row: $code for $args in $at', async ({ code, args, at, notAt, fine }) => {
    expect(await codes(at, args)).toContain(code);
    expect(await codes(at, fine)).not.toContain(code);
    if (notAt !== undefined) expect(await codes(notAt, args)).not.toContain(code);
  });
});
