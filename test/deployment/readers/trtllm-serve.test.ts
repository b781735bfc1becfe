import { describe, expect, it } from 'vitest';
import { load, ofScript } from '../support.ts';

describe('trtllm-serve', () => {
  it('is read by its flags, with the defaults of the PyTorch backend', async () => {
    const deployment = await ofScript(
      '# batchwise: trtllm=1.1.0\ntrtllm-serve meta-llama/Llama-3.1-8B --tp_size 2 --max_batch_size 64 --kv_cache_free_gpu_memory_fraction 0.8\n',
    );
    expect(deployment).toMatchObject({
      engine: { name: { value: 'tensorrt-llm' }, backend: { value: 'pytorch', origin: { kind: 'default' } } },
      parallelism: { tensor: { value: 2 } },
      limits: { maxBatchSize: { value: 64 }, maxNumTokens: { value: 8192, origin: { kind: 'default' } } },
      kvCache: { memoryFraction: { value: 0.8 }, blockTokens: { value: 32 }, reuse: { value: true } },
      batching: { chunkedPrefill: { value: false } },
    });
    expect(deployment.instances).toBeUndefined();
  });

  it('takes the keys of its YAML before the flags, and points into it', async () => {
    const { deployment, quoted } = await load({
      'serve.sh':
        'trtllm-serve serve meta-llama/Llama-3.1-8B --max_batch_size 64 --extra_llm_api_options extra.yaml\n',
      'extra.yaml':
        'max_batch_size: 32\nkv_cache_config:\n  free_gpu_memory_fraction: 0.7\n  dtype: fp8\n  enable_block_reuse: false\nenable_chunked_prefill: true\nscheduler_config:\n  capacity_scheduler_policy: MAX_UTILIZATION\n',
    });
    expect(deployment).toMatchObject({
      limits: { maxBatchSize: { value: 32, origin: { path: 'extra.yaml' } } },
      kvCache: { memoryFraction: { value: 0.7 }, reuse: { value: false } },
      precision: { kvCache: { value: 'fp8' } },
      batching: { chunkedPrefill: { value: true }, policy: { value: 'max-utilization' } },
    });
    expect(quoted(deployment.kvCache.memoryFraction)).toBe('0.7');
  });

  it('finds its YAML in a here-document and in a ConfigMap', async () => {
    const { deployment } = await load({
      'serve.sh':
        'cat > /tmp/extra.yml <<EOF\ntensor_parallel_size: 4\nEOF\ntrtllm-serve meta-llama/Llama-3.1-8B --extra_llm_api_options /tmp/extra.yml\n',
    });
    expect(deployment.parallelism.tensor?.value).toBe(4);
    const { deployment: pod, quoted } = await load({
      'pod.yaml': [
        'apiVersion: v1',
        'kind: ConfigMap',
        'metadata: {name: c}',
        'data:',
        '  extra.yaml: |',
        '    kv_cache_config:',
        '      free_gpu_memory_fraction: 0.6',
        '---',
        'apiVersion: v1',
        'kind: Pod',
        'metadata: {name: p}',
        'spec:',
        '  nodeSelector: {nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3}',
        '  containers:',
        '  - name: c',
        '    image: nvcr.io/nvidia/tensorrt-llm/release:1.1.0',
        '    args: [trtllm-serve, meta-llama/Llama-3.1-8B, --extra_llm_api_options, /config/extra.yaml]',
        '    resources: {limits: {nvidia.com/gpu: 2}}',
      ].join('\n'),
    });
    expect(pod.kvCache.memoryFraction?.value).toBe(0.6);
    expect(quoted(pod.kvCache.memoryFraction)).toBe('0.6');
    expect(pod.engine.version?.value).toBe('1.1.0');
    expect(pod.gpu.count?.value).toBe(2);
    expect(pod.gpu.model?.value.name).toMatch(/^H100/);
  });

  it('ran engines up to 0.21', async () => {
    const deployment = await ofScript('# batchwise: trtllm=0.17.0\ntrtllm-serve meta-llama/Llama-3.1-8B\n');
    expect(deployment.engine.backend?.value).toBe('tensorrt');
    expect((await ofScript('trtllm-serve m --backend trt\n')).engine.backend?.value).toBe('tensorrt');
  });

  it('takes the limits of the engine that it loads from the build', async () => {
    const deployment = await ofScript(
      [
        '# batchwise: trtllm=0.17.0',
        'python convert_checkpoint.py --model_dir meta-llama/Llama-3.1-8B --dtype bfloat16 --output_dir ckpt --tp_size 2',
        'trtllm-build --checkpoint_dir ckpt --output_dir /engines/llama --max_batch_size 8 --max_seq_len 4096',
        'trtllm-serve /engines/llama/',
      ].join('\n'),
    );
    expect(deployment).toMatchObject({
      engine: { backend: { value: 'tensorrt' } },
      limits: { maxBatchSize: { value: 8 }, maxSeqLen: { value: 4096 } },
      parallelism: { tensor: { value: 2 } },
      precision: { weights: { value: 'bf16' } },
    });
    expect(deployment.model.architecture?.value.name).toBe('meta-llama/Llama-3.1-8B');
  });

  it('is no single server where it only routes to others', async () => {
    expect((await load({ 's.sh': 'trtllm-serve disaggregated -c c.yaml\n' })).deployments).toEqual([]);
  });
});

describe('trtllm-bench', () => {
  it('runs the engine that its own build has made', async () => {
    const build =
      'trtllm-bench -m meta-llama/Llama-3.1-8B build --quantization FP8 --tp_size 2 --max_batch_size 64\n';
    const run = 'trtllm-bench -m meta-llama/Llama-3.1-8B throughput --dataset d.json --engine_dir ./e\n';
    expect(await ofScript(`# batchwise: trtllm=0.17\n${build}${run}`)).toMatchObject({
      engine: { backend: { value: 'tensorrt' } },
      precision: { weights: { value: 'fp8' } },
      parallelism: { tensor: { value: 2 } },
      limits: { maxBatchSize: { value: 64 } },
    });
    const other = build.replace('Llama-3.1-8B', 'Llama-3.1-70B');
    const alone = await ofScript(`# batchwise: trtllm=0.17\n${other}${run}`);
    expect(alone.precision.weights).toBeUndefined();
  });

  it('is read with the options of both places, and without limits that it works out itself', async () => {
    const deployment = await ofScript(
      'trtllm-bench -m meta-llama/Llama-3.1-8B throughput --dataset d.json --backend pytorch --tp 2 --kv_cache_free_gpu_mem_fraction 0.95\n',
    );
    expect(deployment).toMatchObject({
      name: 'Llama-3.1-8B',
      engine: { usage: 'benchmark', backend: { value: 'pytorch' } },
      parallelism: { tensor: { value: 2 } },
      kvCache: { memoryFraction: { value: 0.95 } },
    });
    expect(deployment.limits.maxBatchSize).toBeUndefined();
    expect((await load({ 's.sh': 'trtllm-bench -m m prepare-dataset\n' })).deployments).toEqual([]);
  });
});

describe('tensorrt_llm.LLM', () => {
  it('is read with its nested configurations', async () => {
    const { deployment, quoted } = await load({
      'run.py': [
        'from tensorrt_llm import LLM',
        'from tensorrt_llm.llmapi import KvCacheConfig, QuantConfig, QuantAlgo, SchedulerConfig, CapacitySchedulerPolicy',
        'kv = KvCacheConfig(free_gpu_memory_fraction=0.5, tokens_per_block=64)',
        'llm = LLM(model="meta-llama/Llama-3.1-8B", tensor_parallel_size=2, kv_cache_config=kv,',
        '  quant_config=QuantConfig(quant_algo=QuantAlgo.FP8, kv_cache_quant_algo=QuantAlgo.FP8),',
        '  scheduler_config=SchedulerConfig(capacity_scheduler_policy=CapacitySchedulerPolicy.MAX_UTILIZATION),',
        '  build_config=dict(max_batch_size=8), max_seq_len=limit)',
      ].join('\n'),
    });
    expect(deployment).toMatchObject({
      engine: { name: { value: 'tensorrt-llm' }, usage: 'library' },
      parallelism: { tensor: { value: 2 } },
      kvCache: { memoryFraction: { value: 0.5 }, blockTokens: { value: 64 } },
      precision: { weights: { value: 'fp8' }, kvCache: { value: 'fp8' } },
      batching: { policy: { value: 'max-utilization' } },
      limits: { maxBatchSize: { value: 8 } },
    });
    expect(deployment.limits.maxSeqLen).toBeUndefined();
    expect(quoted(deployment.kvCache.memoryFraction)).toBe('0.5');
    expect(quoted(deployment.precision.weights)).toBe('QuantAlgo.FP8');
  });
});

describe("Triton's LLM API model", () => {
  it('takes the arguments from model.yaml', async () => {
    const { deployment, quoted } = await load({
      'repo/tensorrt_llm/config.pbtxt': 'backend: "python"\n',
      'repo/tensorrt_llm/1/model.yaml':
        'model: meta-llama/Llama-3.1-8B\nbackend: pytorch\ntensor_parallel_size: 2\nkv_cache_config:\n  free_gpu_memory_fraction: 0.75\n',
    });
    expect(deployment.engine).toMatchObject({
      name: { value: 'tensorrt-llm' },
      backend: { value: 'pytorch' },
    });
    expect(deployment.parallelism.tensor?.value).toBe(2);
    expect(quoted(deployment.kvCache.memoryFraction)).toBe('0.75');
  });

  it('is no other Python model', async () => {
    expect((await load({ 'repo/pre/config.pbtxt': 'backend: "python"\n' })).deployments).toEqual([]);
  });
});

describe('build.py of TensorRT-LLM 0.5 to 0.7.1', () => {
  it('says limits, precision and mapping of the engine that Triton loads', async () => {
    const { deployment, quoted } = await load({
      'deploy/build.sh':
        'python examples/llama/build.py --model_dir meta-llama/Llama-2-7b-hf --dtype float16 --use_gpt_attention_plugin float16 --use_inflight_batching --paged_kv_cache --remove_input_padding --world_size 2 --tp_size 2 --max_batch_size 16 --max_input_len 1024 --max_output_len 512 --output_dir /engines/llama\n',
      'deploy/repo/tensorrt_llm/config.pbtxt':
        'backend: "tensorrtllm"\nmax_batch_size: 64\nparameters { key: "gpt_model_path" value { string_value: "/engines/llama" } }\n',
    });
    expect(deployment).toMatchObject({
      limits: { maxBatchSize: { value: 16 }, maxSeqLen: { value: 1536 }, maxInputLen: { value: 1024 } },
      parallelism: { tensor: { value: 2 } },
      precision: { weights: { value: 'fp16' } },
    });
    expect(quoted(deployment.limits.maxBatchSize)).toBe('16');
    expect(deployment.limits.maxBeamWidth?.value).toBe(1);
    expect(deployment.model.architecture?.value.name).toBe('meta-llama/Llama-2-7b-hf');
  });

  it('has the defaults of its release, as trtllm-build later has its own', async () => {
    const config =
      'backend: "tensorrtllm"\nparameters { key: "gpt_model_path" value { string_value: "/e" } }\n';
    const at = async (version: string, flags: string) =>
      (
        await load({
          'a/build.sh': `# batchwise: trtllm=${version} model=meta-llama/Llama-2-7b-hf\n${flags}\n`,
          'a/repo/tensorrt_llm/config.pbtxt': config,
        })
      ).deployment.limits;
    expect(await at('0.6.1', 'python examples/llama/build.py --output_dir /e')).toMatchObject({
      maxBatchSize: { value: 8, origin: { of: 'TensorRT-LLM 0.6.1' } },
      maxSeqLen: { value: 2560 },
    });
    expect(
      await at('0.9.0', 'trtllm-build --checkpoint_dir c --output_dir /e --max_input_len 3072'),
    ).toMatchObject({
      maxBatchSize: { value: 1 },
      maxSeqLen: { value: 4096 },
    });
    expect((await at('0.17.0', 'trtllm-build --checkpoint_dir c --output_dir /e')).maxSeqLen?.value).toBe(
      4096,
    );
    expect((await at('0.9.0', 'trtllm-build --output_dir /e --max_output_len 10')).maxSeqLen).toBeUndefined();
  });

  it('takes no default where a variable or an unfilled placeholder stands', async () => {
    const { deployment } = await load({
      'a/build.sh':
        'trtllm-build --checkpoint_dir c --output_dir /e --max_batch_size $N --max_num_tokens 4096\n',
      'a/repo/tensorrt_llm/config.pbtxt':
        'backend: "tensorrtllm"\nparameters { key: "gpt_model_path" value { string_value: "/e" } }\nparameters { key: "kv_cache_free_gpu_mem_fraction" value { string_value: "${fraction}" } }\n',
    });
    expect(deployment.undetermined).toEqual(['kvCache.memoryFraction', 'limits.maxBatchSize']);
    expect(deployment.limits.maxBatchSize).toBeUndefined();
    expect(deployment.kvCache.memoryFraction).toBeUndefined();
    expect(deployment.limits.maxNumTokens?.value).toBe(4096);
  });
});
