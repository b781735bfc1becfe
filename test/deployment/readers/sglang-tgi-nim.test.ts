import { describe, expect, it } from 'vitest';
import { load, ofScript } from '../support.ts';

const gpu = '# batchwise: gpu=H100-SXM5-80GB\n';

describe('SGLang', () => {
  it.each(['python3 -m sglang.launch_server', 'sglang serve'])('is found as %s', async (program) => {
    const deployment = await ofScript(
      `${gpu}${program} --model-path meta-llama/Llama-3.1-8B-Instruct --tp 2 --mem-fraction-static 0.85 --max-running-requests 128 --context-length 8192 --kv-cache-dtype fp8_e5m2 --disable-radix-cache\n`,
    );
    expect(deployment).toMatchObject({
      name: 'Llama-3.1-8B-Instruct',
      engine: { name: { value: 'sglang' } },
      parallelism: { tensor: { value: 2 } },
      limits: { maxBatchSize: { value: 128 }, maxSeqLen: { value: 8192 }, maxNumTokens: { value: 8192 } },
      kvCache: { memoryFraction: { value: 0.85 }, reuse: { value: false } },
      precision: { weights: { value: 'bf16' }, kvCache: { value: 'fp8' } },
      batching: { kind: { value: 'inflight' }, chunkedPrefill: { value: true } },
    });
    expect(deployment.limits.maxNumTokens?.origin).toEqual({
      kind: 'default',
      of: 'SGLang 0.5.18, since no version is named',
    });
  });

  it('works out its memory share by the GPU', async () => {
    const deployment = await ofScript(`${gpu}sglang serve --model-path meta-llama/Llama-3.1-8B\n`);
    const memory = deployment.gpu.model!.value.memoryBytes / 2 ** 20;
    expect(deployment.kvCache.memoryFraction?.value).toBeCloseTo(
      (memory - 512 - 1.5 * 8192 - 512 - 128) / memory,
      3,
    );
  });

  it('takes a whole prompt at once where chunks are off', async () => {
    const deployment = await ofScript(
      `${gpu}sglang serve --model-path meta-llama/Llama-3.1-8B --chunked-prefill-size -1\n`,
    );
    expect(deployment.batching.chunkedPrefill?.value).toBe(false);
    expect(deployment.limits.maxNumTokens).toMatchObject({ value: 16384, origin: { kind: 'default' } });
  });

  it('says nothing of what an old release chose that was not read', async () => {
    const deployment = await ofScript(
      `${gpu}# batchwise: sglang=0.4.3\nsglang serve --model-path meta-llama/Llama-3.1-8B\n`,
    );
    expect(deployment.limits.maxNumTokens).toBeUndefined();
    expect(deployment.kvCache.memoryFraction).toBeUndefined();
    expect(deployment.kvCache.reuse?.value).toBe(true);
  });

  it('takes a flag before its --config file', async () => {
    const { deployment } = await load({
      's.sh': 'sglang serve --config c.yaml --tp 4\n',
      'c.yaml': 'model-path: meta-llama/Llama-3.1-8B\ntp-size: 2\npage-size: 16\n',
    });
    expect(deployment.parallelism.tensor?.value).toBe(4);
    expect(deployment.kvCache.blockTokens?.value).toBe(16);
    expect(deployment.model.architecture?.value.name).toBe('meta-llama/Llama-3.1-8B');
  });

  it('is also a class of Python', async () => {
    const { deployment, quoted } = await load({
      'run.py':
        'import sglang as sgl\nengine = sgl.Engine(model_path="meta-llama/Llama-3.1-8B", tp_size=2)\n',
    });
    expect(deployment).toMatchObject({ engine: { name: { value: 'sglang' }, usage: 'library' } });
    expect(quoted(deployment.parallelism.tensor)).toBe('2');
  });

  it('counts the pods of a group once, with all their GPUs', async () => {
    const pod = (rank: string) =>
      `{spec: {containers: [{name: s, image: "lmsysorg/sglang:v0.5.9", command: [python3, -m, sglang.launch_server, --model-path, meta-llama/Llama-3.1-8B, --tp, "16", --node-rank, ${rank}], resources: {limits: {nvidia.com/gpu: "8"}}}]}}`;
    const { deployment } = await load({
      'lws.yaml': `apiVersion: leaderworkerset.x-k8s.io/v1\nkind: LeaderWorkerSet\nmetadata: {name: s}\nspec:\n  replicas: 3\n  leaderWorkerTemplate:\n    size: 2\n    leaderTemplate: ${pod('$(R)')}\n    workerTemplate: ${pod('$(R)')}\n`,
    });
    expect(deployment.gpu.count?.value).toBe(16);
    expect(deployment.replicas?.value).toBe(3);
    expect(deployment.engine.version?.value).toBe('0.5.9');
  });
});

describe('text-generation-inference', () => {
  const container = (env: string, args = '') =>
    `apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: t\n    image: ghcr.io/huggingface/text-generation-inference:2.4.0\n${args}    env:\n${env}    resources: {limits: {nvidia.com/gpu: 2}}\n`;
  const variable = (name: string, value: string): string => `    - {name: ${name}, value: "${value}"}\n`;

  it('is read by its variables', async () => {
    const { deployment, quoted } = await load({
      'p.yaml': container(
        variable('MODEL_ID', 'meta-llama/Llama-3.1-8B') +
          variable('NUM_SHARD', '2') +
          variable('MAX_TOTAL_TOKENS', '4096') +
          variable('MAX_INPUT_TOKENS', '3000') +
          variable('MAX_BATCH_TOTAL_TOKENS', '90000') +
          variable('CUDA_MEMORY_FRACTION', '0.8'),
      ),
    });
    expect(deployment).toMatchObject({
      engine: { name: { value: 'tgi' }, version: { value: '2.4.0' } },
      parallelism: { tensor: { value: 2 } },
      limits: { maxSeqLen: { value: 4096 }, maxInputLen: { value: 3000 }, maxNumTokens: { value: 3050 } },
      kvCache: { maxTokens: { value: 90000 }, memoryFraction: { value: 0.72 } },
      batching: { policy: { value: 'guaranteed-no-evict' }, chunkedPrefill: { value: false } },
    });
    expect(quoted(deployment.limits.maxSeqLen)).toMatch(/4096/);
    expect(quoted(deployment.engine.name)).toContain('text-generation-inference');
  });

  it('takes a flag before its variable', async () => {
    const { deployment } = await load({
      'p.yaml': container(
        variable('MODEL_ID', 'a/b') + variable('MAX_TOTAL_TOKENS', '1'),
        '    args: [--model-id, meta-llama/Llama-3.1-8B, --max-total-tokens, "2048"]\n',
      ),
    });
    expect(deployment.limits.maxSeqLen?.value).toBe(2048);
    expect(deployment.model.architecture?.value.name).toBe('meta-llama/Llama-3.1-8B');
  });

  it('shards over the GPUs that its container gets, unless it is told not to', async () => {
    const model = variable('MODEL_ID', 'meta-llama/Llama-3.1-8B');
    const { deployment } = await load({ 'p.yaml': container(model) });
    expect(deployment.parallelism.tensor).toMatchObject({ value: 2, origin: { kind: 'derived' } });
    const one = await load({ 'p.yaml': container(model + variable('SHARDED', 'false')) });
    expect(one.deployment.parallelism.tensor?.value).toBe(1);
  });

  it('knows the literal limits of 1.x and leaves open what 3.x measures', async () => {
    const old = await ofScript(
      'docker run ghcr.io/huggingface/text-generation-inference:1.4 --model-id meta-llama/Llama-2-7b-hf\n',
    );
    expect(old.limits).toMatchObject({ maxSeqLen: { value: 2048 }, maxNumTokens: { value: 4096 } });
    const third = await ofScript(
      'docker run -e MODEL_ID=meta-llama/Llama-3.1-8B ghcr.io/huggingface/text-generation-inference:3.3.0\n',
    );
    expect(third.limits.maxNumTokens).toBeUndefined();
    expect(third.batching.chunkedPrefill?.value).toBe(true);
    expect(third.model.architecture?.value.name).toBe('meta-llama/Llama-3.1-8B');
  });

  it('leaves open weights whose format it cannot name', async () => {
    const deployment = await ofScript(
      'text-generation-launcher --model-id meta-llama/Llama-2-7b-hf --quantize bitsandbytes-nf4\n',
    );
    expect(deployment.precision.weights).toBeUndefined();
    expect(deployment.undetermined).toContain('precision.weights');
  });
});

describe('NIM', () => {
  it('is vLLM from 2.0 on', async () => {
    const deployment = await ofScript(
      'docker run --gpus all -e NIM_MODEL_PATH=hf://meta-llama/Llama-3.1-8B -e NIM_TENSOR_PARALLEL_SIZE=2 -e NIM_MAX_MODEL_LEN=8192 -e NIM_PASSTHROUGH_ARGS="--max-num-seqs 64" nvcr.io/nim/nvidia/llm-nim:2.0.9\n',
    );
    expect(deployment).toMatchObject({
      engine: { name: { value: 'vllm' } },
      parallelism: { tensor: { value: 2 } },
      limits: { maxSeqLen: { value: 8192 }, maxBatchSize: { value: 64 } },
    });
    expect(deployment.model.architecture?.value.name).toBe('meta-llama/Llama-3.1-8B');
  });

  it('is what its profile names', async () => {
    const deployment = await ofScript(
      'docker run -e NIM_MODEL_PROFILE=tensorrt_llm-h100-fp8-tp2-pp1-throughput -e NIM_KVCACHE_PERCENT=0.8 nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.3\n',
    );
    expect(deployment).toMatchObject({
      engine: { name: { value: 'tensorrt-llm' } },
      precision: { weights: { value: 'fp8' } },
      parallelism: { tensor: { value: 2 }, pipeline: { value: 1 } },
      kvCache: { memoryFraction: { value: 0.8 } },
    });
    expect(deployment.gpu.model?.value.name).toMatch(/^H100/);
    expect(deployment.model.architecture?.value.name).toBe('meta-llama/Llama-3.1-8B');
  });

  it('is left out where it chooses its engine by the GPUs it finds', async () => {
    expect(
      (await load({ 's.sh': 'docker run nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.3\n' })).deployments,
    ).toEqual([]);
  });
});
