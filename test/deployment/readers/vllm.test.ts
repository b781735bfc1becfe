import { describe, expect, it } from 'vitest';
import { load, ofScript } from '../support.ts';

describe('vllm serve', () => {
  it('is read with aliases, abbreviations and names of any spelling', async () => {
    const deployment = await ofScript(
      'vllm serve meta-llama/Llama-3.1-8B-Instruct -tp 2 -pp=2 -dp 3 --max_num_seqs 64 --max-num-batched 4k --gpu-memory-util 0.8\n',
    );
    expect(deployment).toMatchObject({
      name: 'Llama-3.1-8B-Instruct',
      engine: { name: { value: 'vllm' } },
      parallelism: { tensor: { value: 2 }, pipeline: { value: 2 }, data: { value: 3 } },
      limits: { maxBatchSize: { value: 64 }, maxNumTokens: { value: 4000 } },
      kvCache: { memoryFraction: { value: 0.8 } },
    });
  });

  it('takes what a flag says before the --config file, and points into the file that says it', async () => {
    const { deployment, quoted } = await load({
      'serve.sh': 'vllm serve --config conf/serve.yaml --max-num-seqs 16\n',
      'conf/serve.yaml':
        'model: meta-llama/Llama-3.1-8B\ntensor-parallel-size: 2\nmax_num_seqs: 32\nno-such: 1\nenable-prefix-caching: false\n',
    });
    expect(deployment.model.architecture?.value.name).toBe('meta-llama/Llama-3.1-8B');
    expect(deployment.limits.maxBatchSize?.value).toBe(16);
    expect(deployment.parallelism.tensor).toMatchObject({ value: 2, origin: { path: 'conf/serve.yaml' } });
    expect(quoted(deployment.parallelism.tensor)).toBe('2');
    expect(deployment.kvCache.reuse?.value).toBe(false);
  });

  it('reads the file that the script itself writes', async () => {
    const { deployment, quoted } = await load({
      'serve.sh':
        'cat > /tmp/c.yaml <<EOF\nmodel: meta-llama/Llama-3.1-8B\nmax-model-len: 4096\nEOF\nvllm serve --config /tmp/c.yaml\n',
    });
    expect(deployment.limits.maxSeqLen?.value).toBe(4096);
    expect(quoted(deployment.limits.maxSeqLen)).toBe('4096');
  });

  it('takes nothing for a default that a file may set which is not there', async () => {
    const deployment = await ofScript(
      'vllm serve meta-llama/Llama-3.1-8B --config gone.yaml --max-num-seqs 16\n',
    );
    expect(deployment.limits.maxBatchSize?.value).toBe(16);
    expect(deployment.kvCache.memoryFraction).toBeUndefined();
    expect(deployment.precision.weights).toBeUndefined();
  });

  it('takes no default in place of a value that it cannot read', async () => {
    const deployment = await ofScript(
      'vllm serve meta-llama/Llama-3.1-8B -tp $TP --gpu-memory-utilization $U\n',
    );
    expect(deployment.undetermined).toEqual(['parallelism.tensor', 'kvCache.memoryFraction']);
    expect(deployment.parallelism.tensor).toBeUndefined();
    expect(deployment.gpu.count).toBeUndefined();
    expect(deployment.kvCache.memoryFraction).toBeUndefined();
    expect(deployment.kvCache.blockTokens?.origin.kind).toBe('default');
  });

  it.each([
    ['--quantization fp8', 'fp8'],
    ['-q awq', 'int4-awq'],
    ['--quantization bitsandbytes', undefined],
    ['--dtype half', 'fp16'],
    ['--dtype auto', 'bf16'],
    ['', 'bf16'],
  ])('takes the weights of %j for %s', async (flags, weights) => {
    const deployment = await ofScript(`vllm serve meta-llama/Llama-3.1-8B ${flags}\n`);
    expect(deployment.precision.weights?.value).toBe(weights);
  });

  it('takes the format of a checkpoint from its own config.json', async () => {
    const { deployment, quoted } = await load({
      'serve.sh': 'vllm serve ./models/mine\n',
      'models/mine/config.json': JSON.stringify({
        model_type: 'llama',
        num_hidden_layers: 2,
        hidden_size: 256,
        num_attention_heads: 4,
        intermediate_size: 512,
        vocab_size: 1000,
        quantization_config: { quant_method: 'awq', bits: 4 },
      }),
    });
    expect(deployment.precision.weights?.value).toBe('int4-awq');
    expect(quoted(deployment.precision.weights)).toBe('"quantization_config"');
    expect(deployment.model.architecture?.value.layers).toBe(2);
  });

  it('says nothing of the format of a model that nobody knows', async () => {
    expect((await ofScript('vllm serve some/unheard-of-model\n')).precision.weights).toBeUndefined();
  });

  it.each([
    ['docker run --gpus all vllm/vllm-openai:v0.11.0 --model meta-llama/Llama-3.1-8B -tp 2', '0.11.0'],
    ['python3 -m vllm.entrypoints.openai.api_server --model meta-llama/Llama-3.1-8B -tp 2', undefined],
    ['python vllm/entrypoints/openai/api_server.py --model meta-llama/Llama-3.1-8B -tp 2', undefined],
  ])('is found in %s', async (command, version) => {
    const deployment = await ofScript(`${command}\n`);
    expect(deployment.parallelism.tensor?.value).toBe(2);
    expect(deployment.engine.version?.value).toBe(version);
    expect(deployment.model.architecture?.value.name).toBe('meta-llama/Llama-3.1-8B');
  });

  it('is also what its own benchmarks of an engine run, and not its client', async () => {
    const deployment = await ofScript(
      'vllm bench throughput --model meta-llama/Llama-3.1-8B --max-num-seqs 8 --input-len 5\n',
    );
    expect(deployment).toMatchObject({
      engine: { usage: 'library' },
      limits: { maxBatchSize: { value: 8 } },
    });
    expect((await load({ 's.sh': 'vllm bench serve --model m\n' })).deployments).toEqual([]);
  });

  it('runs the release of its own image', async () => {
    const service = (version: string): string =>
      `  v${version.replaceAll('.', '')}:\n    image: vllm/vllm-openai:v${version}\n    command: --model m${version}\n`;
    const { deployments } = await load({
      'compose.yaml': `services:\n${service('0.6.0')}${service('0.11.0')}`,
    });
    expect(deployments.map(({ engine }) => engine.version?.value)).toEqual(['0.6.0', '0.11.0']);
  });

  it('counts the nodes of one server once', async () => {
    const { deployments } = await load({
      'serve.sh':
        'vllm serve m -tp 16 --nnodes 2 --node-rank 0\nvllm serve m -tp 16 --nnodes 2 --node-rank 1\n',
    });
    expect(deployments).toHaveLength(1);
  });
});

describe('vllm.LLM', () => {
  it('is read with its arguments and the defaults of the class', async () => {
    const { deployment, quoted } = await load({
      'batch.py': [
        '# batchwise: gpu=H100-SXM5-80GB vllm=0.11.0',
        'from vllm import LLM, SamplingParams',
        'TP = 2',
        'llm = LLM("meta-llama/Llama-3.1-8B", tensor_parallel_size=TP, gpu_memory_utilization=0.8, enable_prefix_caching=False)',
      ].join('\n'),
    });
    expect(deployment).toMatchObject({
      engine: { name: { value: 'vllm' }, usage: 'library', version: { value: '0.11.0' } },
      parallelism: { tensor: { value: 2 } },
      kvCache: { memoryFraction: { value: 0.8 }, reuse: { value: false } },
      // The LLM class takes twice the tokens of a server on this GPU.
      limits: { maxNumTokens: { value: 16384, origin: { kind: 'default' } } },
    });
    expect(quoted(deployment.parallelism.tensor)).toBe('TP');
    expect(quoted(deployment.engine.name)).toBe('LLM');
  });

  it('leaves open what arguments from elsewhere may set', async () => {
    const { deployment } = await load({
      'batch.py': 'import vllm\nvllm.LLM(model="meta-llama/Llama-3.1-8B", max_num_seqs=n, **options)\n',
    });
    expect(deployment.limits.maxBatchSize).toBeUndefined();
    expect(deployment.kvCache.memoryFraction).toBeUndefined();
  });

  it('is no other class of that name', async () => {
    expect((await load({ 'a.py': 'from mine import LLM\nLLM("m")\n' })).deployments).toEqual([]);
  });
});

describe("Triton's vLLM backend", () => {
  it('takes the engine arguments from model.json of the highest version', async () => {
    const { deployment, quoted } = await load({
      'repo/llama/config.pbtxt': 'backend: "vllm"\n',
      'repo/llama/1/model.json': '{"model": "meta-llama/Llama-3.1-8B"}',
      'repo/llama/2/model.json':
        '{"model": "meta-llama/Llama-3.1-8B", "tensor_parallel_size": 4, "gpu_memory_utilization": 0.5}',
    });
    expect(deployment.engine.name.value).toBe('vllm');
    expect(deployment.parallelism.tensor).toMatchObject({
      value: 4,
      origin: { path: 'repo/llama/2/model.json' },
    });
    expect(quoted(deployment.kvCache.memoryFraction)).toBe('0.5');
    expect(deployment.model.architecture?.value.name).toBe('meta-llama/Llama-3.1-8B');
  });

  it('says little where the file is not there', async () => {
    const { deployment } = await load({ 'repo/llama/config.pbtxt': 'backend: "vllm"\n' });
    expect(deployment.kvCache.memoryFraction).toBeUndefined();
    expect(deployment.batching.kind?.value).toBe('inflight');
  });
});

describe('vllm.EngineArgs', () => {
  const read = async (code: string) => (await load({ 'run.py': code })).deployments;

  it.each(['EngineArgs', 'AsyncEngineArgs'])(
    'is one engine as %s, with what a server would be told',
    async (name) => {
      const [deployment, ...others] = await read(
        `# batchwise: vllm=0.11.0\nfrom vllm import ${name}, AsyncLLMEngine\nargs = ${name}(model="meta-llama/Llama-3.1-8B", tensor_parallel_size=2, max_model_len=8192)\nengine = AsyncLLMEngine.from_engine_args(args)\n`,
      );
      expect(others).toEqual([]);
      expect(deployment).toMatchObject({
        engine: { name: { value: 'vllm' }, version: { value: '0.11.0' } },
        model: { architecture: { value: { name: 'meta-llama/Llama-3.1-8B' } } },
        parallelism: { tensor: { value: 2 } },
        limits: { maxSeqLen: { value: 8192 } },
      });
    },
  );

  it('does not say the limits that hang on who makes an engine of it', async () => {
    const code =
      'from vllm.engine.arg_utils import AsyncEngineArgs\nAsyncEngineArgs(model="m", max_num_seqs=64)\n';
    const [deployment] = await read(code);
    expect(deployment?.limits.maxBatchSize?.value).toBe(64);
    expect(deployment?.limits.maxNumTokens).toBeUndefined();
    expect(deployment?.undetermined).toEqual(['limits.maxNumTokens']);
  });
});
