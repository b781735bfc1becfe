import { describe, expect, it } from 'vitest';
import { type Files, lintFiles } from './support.ts';

/** Checkpoint, engine, model repository and launch of one model on two GPUs, all in agreement. */
const chain: Files = {
  'deploy/build.sh': `#!/bin/bash
# batchwise: gpu=H100-SXM5-80GB trtllm=0.17.0
python3 examples/quantization/quantize.py --model_dir meta-llama/Llama-3.1-70B-Instruct --dtype bfloat16 \\
  --qformat fp8 --kv_cache_dtype fp8 --tp_size 2 --pp_size 1 --output_dir ./ckpt
trtllm-build --checkpoint_dir ./ckpt --output_dir /engines/llama \\
  --max_batch_size 64 --max_num_tokens 8192 --max_seq_len 8192 --max_beam_width 1 \\
  --use_paged_context_fmha enable --use_fp8_context_fmha enable --gemm_plugin fp8
`,
  'deploy/models/tensorrt_llm/config.pbtxt': `backend: "tensorrtllm"
max_batch_size: 64
model_transaction_policy { decoupled: true }
parameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }
parameters { key: "gpt_model_path" value { string_value: "/engines/llama" } }
parameters { key: "max_beam_width" value { string_value: "1" } }
parameters { key: "enable_kv_cache_reuse" value { string_value: "true" } }
parameters { key: "enable_chunked_context" value { string_value: "true" } }
parameters { key: "max_tokens_in_paged_kv_cache" value { string_value: "65536" } }
`,
  'deploy/models/tensorrt_llm/1/.gitkeep': '',
  'deploy/models/tensorrt_llm_bls/config.pbtxt': `backend: "python"
max_batch_size: 64
model_transaction_policy { decoupled: true }
parameters { key: "tensorrt_llm_model_name" value { string_value: "tensorrt_llm" } }
`,
  'deploy/models/tensorrt_llm_bls/1/model.py': 'x\n',
  'deploy/launch.sh': 'python3 launch_triton_server.py --world_size 2 --model_repo ./models\n',
  'deploy/run.sh':
    'mpirun -n 2 --allow-run-as-root python3 examples/run.py --engine_dir /engines/llama --max_output_len 64\n',
  'deploy/serve.sh':
    'trtllm-serve /engines/llama --backend tensorrt --tp_size 2 --max_batch_size 64 --max_num_tokens 8192\n',
};

const build = 'deploy/build.sh';
const model = 'deploy/models/tensorrt_llm/config.pbtxt';

/** What goes wrong between two links, by the edit that breaks them, and the rule that says so. */
const broken: readonly [pair: string, path: string, from: string, to: string, code: string][] = [
  ['checkpoint → build: path', build, '--checkpoint_dir ./ckpt', '--checkpoint_dir ./ckpt-old', 'BWC006'],
  ['checkpoint → build: format of a plugin', build, '--qformat fp8', '--qformat int4_awq', 'BWC008'],
  ['checkpoint → build: FP8 attention', build, '--qformat fp8', '--qformat int4_awq', 'BWC002'],
  [
    'checkpoint → build: type of the KV cache',
    build,
    '--kv_cache_dtype fp8',
    '--kv_cache_dtype int8',
    'BWC001',
  ],
  ['checkpoint → build: split', build, '--max_beam_width 1', '--tp_size 4', 'BWL001'],
  ['checkpoint → model: heads', build, '--tp_size 2', '--tp_size 3', 'BWA001'],
  ['checkpoint → GPU: precision', build, 'H100-SXM5-80GB', 'A100-SXM4-80GB', 'BWP001'],
  ['build → model: positions', build, '--max_seq_len 8192', '--max_seq_len 262144', 'BWA005'],
  ['build → repository: batch', build, '--max_batch_size 64', '--max_batch_size 32', 'BWB001'],
  [
    'build → repository: beams',
    model,
    '"max_beam_width" value { string_value: "1"',
    '"max_beam_width" value { string_value: "4"',
    'BWL019',
  ],
  [
    'build → repository: paged attention',
    build,
    '--use_paged_context_fmha enable',
    '--use_paged_context_fmha disable',
    'BWB002',
  ],
  ['build → repository: tokens of the KV cache', model, '"65536"', '"4096"', 'BWC011'],
  [
    'repository → BLS: decoupled',
    'deploy/models/tensorrt_llm_bls/config.pbtxt',
    'decoupled: true',
    'decoupled: false',
    'BWL018',
  ],
  [
    'repository → BLS: batch',
    'deploy/models/tensorrt_llm_bls/config.pbtxt',
    'max_batch_size: 64',
    'max_batch_size: 128',
    'BWL022',
  ],
  ['checkpoint → launch: ranks of Triton', 'deploy/launch.sh', '--world_size 2', '--world_size 4', 'BWL020'],
  ['checkpoint → run: ranks', 'deploy/run.sh', '-n 2', '-n 4', 'BWC007'],
  ['checkpoint → serve: split', 'deploy/serve.sh', '--tp_size 2', '--tp_size 4', 'BWC026'],
  ['build → serve: batch', 'deploy/serve.sh', '--max_batch_size 64', '--max_batch_size 128', 'BWC017'],
  ['build → serve: tokens', 'deploy/serve.sh', '--max_num_tokens 8192', '--max_num_tokens 16384', 'BWC017'],
];

describe('the chain from checkpoint to server', () => {
  it('is right as it stands', async () => {
    const findings = await lintFiles(chain);
    expect(findings.map(({ code, message, path }) => `${code} ${path}: ${message}`)).toEqual([]);
  });

  it.each(broken)('%s', async (_pair, path, from, to, code) => {
    expect(chain[path]).toContain(from);
    const findings = await lintFiles({ ...chain, [path]: chain[path]!.replace(from, to) });
    expect(findings.map((finding) => finding.code)).toContain(code);
  });

  it('is told where an engine and its server are of different releases', async () => {
    const files = {
      ...chain,
      'deploy/models/tensorrt_llm/config.pbtxt': chain[model]!.replace(
        '/engines/llama',
        '/models/tensorrt_llm/1',
      ),
      'deploy/models/tensorrt_llm/1/config.json':
        '{ "version": "0.9.0", "pretrained_config": { "mapping": { "world_size": 2 } }, "build_config": { "max_batch_size": 64 } }\n',
    };
    expect((await lintFiles(files)).map(({ code }) => code)).toContain('BWC014');
  });

  it('is told where PyTorch serves an engine', async () => {
    const files = {
      ...chain,
      'deploy/build.sh': chain[build]!.replace('trtllm=0.17.0', 'trtllm=1.0.0'),
      'deploy/serve.sh': 'trtllm-serve /engines/llama --tp_size 2\n',
    };
    expect((await lintFiles(files)).map(({ code }) => code)).toContain('BWC012');
  });
});
