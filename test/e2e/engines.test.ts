import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = (args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['dist/cli.js', ...args], (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });

const model = 'meta-llama/Llama-3.1-8B-Instruct';
/** What a person has in a folder: a script that starts one server. The limit of a sequence is 8192 in each. */
const scripts = [
  {
    engine: 'vllm',
    script: `#!/bin/bash\nvllm serve ${model} --tensor-parallel-size 1 --max-model-len 8192 --max-num-seqs 64\n`,
  },
  {
    engine: 'sglang',
    script: `#!/bin/bash\npython3 -m sglang.launch_server --model-path ${model} \\\n  --context-length 8192 --max-running-requests 64 --port 30000\n`,
  },
  {
    engine: 'tgi',
    script: `#!/bin/bash\ndocker run --gpus all -e MAX_TOTAL_TOKENS=8192 -e NUM_SHARD=1 \\\n  ghcr.io/huggingface/text-generation-inference:3.3.0 --model-id ${model} --max-batch-size 64\n`,
  },
  {
    engine: 'tensorrt-llm',
    script: `#!/bin/bash\ncat > extra.yaml <<EOF\nmax_batch_size: 64\nEOF\ntrtllm-serve ${model} --max_seq_len 8192 --extra_llm_api_options extra.yaml\n`,
  },
] as const;

describe('simulate serve.sh', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'batchwise-engines-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(scripts)('predicts a $engine server from its script', async ({ engine, script }) => {
    const path = join(folder, `${engine}.sh`);
    await writeFile(path, script);
    const workload = ['--isl', '512', '--osl', '64', '--rate', '2', '--requests', '50', '--format', 'json'];
    const { code, stdout, stderr } = await run(['simulate', path, '--gpu', 'h100-sxm', ...workload]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const { deployment, results } = JSON.parse(stdout);
    expect(deployment.engine.name.value).toBe(engine);
    expect(deployment.limits).toMatchObject({ maxBatchSize: { value: 64 }, maxSeqLen: { value: 8192 } });
    expect(deployment.limits.maxBatchSize.origin).toMatchObject({ kind: 'file', path });
    const [{ batching, completed, memory, rejected, tpot_ms }] = results;
    expect({ batching, completed, rejected }).toEqual({ batching: 'inflight', completed: 50, rejected: 0 });
    expect(memory.fits).toBe(true);
    // 16 GB of weights at 3.35 TB/s take 4.8 ms a token; nothing is faster than that, and this load is light.
    expect(tpot_ms.p50).toBeGreaterThan(4.7);
    expect(tpot_ms.p50).toBeLessThan(20);
  });

  it('predicts a batch job in Python', async () => {
    const path = join(folder, 'batch.py');
    await writeFile(
      path,
      `from vllm import LLM\nllm = LLM(model="${model}", max_num_seqs=32, max_model_len=4096)\n`,
    );
    const { code, stdout } = await run([
      'simulate',
      path,
      '--gpu',
      'h100-sxm',
      '--offline',
      '--requests',
      '40',
      '--format',
      'json',
    ]);
    expect(code).toBe(0);
    const { deployment, results } = JSON.parse(stdout);
    expect(deployment.limits).toMatchObject({ maxBatchSize: { value: 32 }, maxSeqLen: { value: 4096 } });
    expect(results[0].completed).toBe(40);
  });

  it('says what it takes simply of an engine', async () => {
    const { stdout } = await run([
      'simulate',
      join(folder, 'sglang.sh'),
      '--gpu',
      'h100-sxm',
      '--requests',
      '20',
    ]);
    expect(stdout).toMatch(/Answers are taken to be as long as max_new_tokens allows/);
  });
});
