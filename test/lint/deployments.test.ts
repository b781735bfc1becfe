import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flagVerdicts } from '../../catalog/flags.ts';
import { codesByLine, filesBelow, lineOf, lintFiles } from './support.ts';

const examples = join(import.meta.dirname, '../../examples');

describe('examples/llama-3.1-8b-h100', () => {
  it('is right as it stands', async () => {
    expect(await lintFiles(filesBelow(join(examples, 'llama-3.1-8b-h100')))).toEqual([]);
  });

  it('is read deeply enough to show what an edit breaks', async () => {
    const files = filesBelow(join(examples, 'llama-3.1-8b-h100'));
    const edits: readonly [path: string, from: string, to: string, code: string][] = [
      ['model_repository/tensorrt_llm/config.pbtxt', 'max_batch_size: 64', 'max_batch_size: 128', 'BWB001'],
      [
        'model_repository/tensorrt_llm/config.pbtxt',
        'preferred_batch_size: [ 64 ]',
        'preferred_batch_size: [ 96 ]',
        'BWT004',
      ],
      ['model_repository/tensorrt_llm/config.pbtxt', '"gpt_model_type"', '"batching_type"', 'BWL007'],
      ['model_repository/ensemble/config.pbtxt', '"TOKENS_BATCH"', '"TOKENS"', 'BWE002'],
      ['model_repository/ensemble/config.pbtxt', 'value: "generated_ids"', 'value: "ids"', 'BWE007'],
      ['build_engine.sh', '--use_paged_context_fmha enable', '--use_paged_context_fmha disable', 'BWB002'],
      ['build_engine.sh', '--max_seq_len 8192', '--max_output_len 8192', 'BWL001'],
      ['build_engine.sh', '--qformat fp8', '--qformat nvfp4', 'BWP001'],
      ['launch.sh', 'H100-SXM5-80GB', 'A100-SXM4-80GB', 'BWP001'],
      ['launch.sh', '--http-port', '--http-prot', 'BWT019'],
    ];
    for (const [path, from, to, code] of edits) {
      expect(files[path], path).toContain(from);
      const edited = { ...files, [path]: files[path]!.replace(from, to) };
      expect(
        (await lintFiles(edited)).map((finding) => finding.code),
        `${from} → ${to}`,
      ).toContain(code);
    }
  });
});

describe('examples/vllm-kubernetes', () => {
  it('is right as it stands', async () => {
    expect(await lintFiles(filesBelow(join(examples, 'vllm-kubernetes')))).toEqual([]);
  });
});

describe('examples/study-notes', () => {
  /** Each planted mistake: the text at its place, the rule, and what the message or its fix says to write today. */
  const planted: readonly [text: string, code: string, today: string][] = [
    ['--model', 'BWL002', '--checkpoint_dir'],
    ['--use_inflight_batching', 'BWL001', 'gpt_model_type: inflight_fused_batching'],
    ['--paged_kv_cache', 'BWL003', '--kv_cache_type paged'],
    ['--max_output_len', 'BWL001', '--max_seq_len 5120'],
    ['--remove_input_padding', 'BWL003', 'enable'],
    ['--max_num_token', 'BWL002', '--max_num_tokens'],
    ['--tp_size', 'BWL001', 'convert_checkpoint.py --tp_size'],
    ['--pp_size', 'BWL001', 'convert_checkpoint.py --pp_size'],
    ['--use_cuda_graph', 'BWL001', 'cuda_graph_mode'],
    ['--use_fp8', 'BWL002', 'quantize.py --qformat fp8'],
    ['--fp8_kv_cache', 'BWL001', 'quantize.py --kv_cache_dtype fp8'],
    ['--use_fp8_context_fmha', 'BWL003', 'enable'],
    ['--use_awq', 'BWL001', 'quantize.py --qformat int4_awq'],
    ['--use_smooth_quant', 'BWL001', 'convert_checkpoint.py --smoothquant 0.5'],
    ['--per_channel', 'BWL001', 'convert_checkpoint.py --smoothquant 0.5'],
    ['--per_token', 'BWL001', 'convert_checkpoint.py --smoothquant 0.5'],
    ['--use_weight_only', 'BWL001', 'convert_checkpoint.py --use_weight_only --weight_only_precision int8'],
    ['--weight_only_precision', 'BWL001', 'convert_checkpoint.py --use_weight_only'],
    ['fp8', 'BWP001', 'A100-SXM4-80GB'],
    ['${triton_max_batch_size}', 'BWF002', 'must be filled in'],
    ['${engine_dir}', 'BWF002', 'gpt_model_path'],
    ['128', 'BWT004', '64'],
    ['5000000', 'BWT007', 'microseconds'],
    ['"batching_type"', 'BWL007', 'gpt_model_type'],
    ['"guaranteed_completion"', 'BWL009', 'guaranteed_no_evict'],
    ['"90"', 'BWL010', '0.9'],
    ['max_batch_sise', 'BWS001', 'max_batch_size'],
    ['gpus: [ 0, 1 ]', 'BWT008', 'KIND_CPU'],
    ['gpu_utilization', 'BWK001', 'vllm:num_requests_waiting'],
    ['--max-batch-size', 'BWV001', '--max-num-seqs'],
    ['--gpu-memory-utilisation', 'BWV001', '--gpu-memory-utilization'],
  ];

  it('names each planted mistake at its line, with what to write today, and nothing else', async () => {
    const files = filesBelow(join(examples, 'study-notes'));
    const text = files['notes.md']!;
    const findings = await lintFiles(files);
    const said = findings.map(({ code, message, range, fixes }) => ({
      at: text.slice(range.start, range.end),
      line: lineOf(text, range.start),
      code,
      words: [message, ...fixes.flatMap(({ edits }) => edits.map((edit) => edit.text))].join(' '),
    }));
    expect(said.map(({ at, code }) => `${at} ${code}`)).toEqual(planted.map(([at, code]) => `${at} ${code}`));
    planted.forEach(([at, , today], index) => {
      expect(said[index]!.words, at).toContain(today);
      expect(text.split('\n')[said[index]!.line - 1], at).toContain(at);
    });
  });

  it('show every flag that study guides show', () => {
    const text = filesBelow(join(examples, 'study-notes'))['notes.md']!;
    const missing = flagVerdicts.filter(({ flag }) => !new RegExp(`${flag}(?![\\w])`).test(text));
    expect(missing.map(({ flag }) => flag)).toEqual([]);
  });

  it('judges by what every release takes where the notes name none', async () => {
    const files = filesBelow(join(examples, 'study-notes'));
    const unversioned = { 'notes.md': files['notes.md']!.replace(' trtllm=0.17.0', '') };
    const findings = await lintFiles(unversioned, { select: ['BWL'] });
    const severity = (at: string) =>
      findings.find(({ range }) => unversioned['notes.md'].slice(range.start, range.end) === at)?.severity;
    expect(severity('--use_inflight_batching')).toBe('error');
    // Releases up to 0.11 took these.
    expect(severity('--max_output_len')).toBe('warning');
    expect(severity('--tp_size')).toBe('warning');
  });
});

describe('an excerpt in Markdown', () => {
  it('is not blamed for what it leaves out', async () => {
    const files = {
      'guide.md':
        '# Guide\n\n```protobuf\nbackend: "tensorrtllm"\ninput [\n  ...\n]\ninstance_group [ { kind: KIND_CPU } ]\n```\n\n' +
        '```\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\n```\n\n' +
        '```sh\ntrtllm-build ... --max_batch_size <N> --gemm_plugin auto\n```\n',
    };
    expect(codesByLine(files, await lintFiles(files))).toEqual([]);
  });
});
