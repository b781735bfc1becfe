import { describe, expect, it } from 'vitest';
import { loadProject } from '../../../deployment/load.ts';
import type { Project } from '../../../deployment/project.ts';
import { MemoryWorkspace } from '../../../workspace/memory-workspace.ts';

const read = (text: string): Promise<Project> => loadProject(new MemoryWorkspace({ 'm.yaml': text }), ['.']);

describe('a NIMService', () => {
  const service = (more: string): string => `apiVersion: apps.nvidia.com/v1alpha1
kind: NIMService
metadata: {name: llama}
spec:
  image:
    repository: nvcr.io/nim/meta/llama-3.1-8b-instruct
    tag: "2.0.1"
  nodeSelector: {nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3}
  resources: {limits: {nvidia.com/gpu: 8}}
  replicas: 3
${more}`;

  it('is the container of its image, drawn where the tag stands', async () => {
    const text = service('');
    const { commands, deployments } = await read(text);
    const [{ command }] = commands as [(typeof commands)[number]];
    expect(command.image?.value).toBe('nvcr.io/nim/meta/llama-3.1-8b-instruct:2.0.1');
    expect(text.slice(command.image!.range.start, command.image!.range.end)).toBe('"2.0.1"');
    expect(deployments).toHaveLength(1);
    expect(deployments[0]).toMatchObject({
      engine: { name: { value: 'vllm' } },
      gpu: { count: { value: 8 }, model: { value: { name: 'H100-SXM5-80GB' } } },
      replicas: { value: 3 },
    });
  });

  it('counts the pods of its pipeline, and takes its variables and its autoscaler', async () => {
    const { deployments } = await read(
      service(`  env:
  - {name: NIM_MAX_MODEL_LEN, value: "8192"}
  multiNode: {parallelism: {tensor: 8, pipeline: 2}}
  scale:
    enabled: true
    hpa:
      minReplicas: 1
      maxReplicas: 4
      metrics: [{type: Object, object: {metric: {name: gpu_cache_usage_perc}}}]
`),
    );
    expect(deployments[0]).toMatchObject({
      gpu: { count: { value: 16 } },
      parallelism: { tensor: { value: 8 }, pipeline: { value: 2 } },
      limits: { maxSeqLen: { value: 8192 } },
      autoscaling: { metric: { value: 'gpu_cache_usage_perc' }, maxReplicas: { value: 4 } },
    });
  });
});

describe('a DynamoGraphDeployment', () => {
  const graph = (module: string, args: string): string => `apiVersion: nvidia.com/v1alpha1
kind: DynamoGraphDeployment
metadata: {name: g}
spec:
  services:
    Frontend: {replicas: 1, extraPodSpec: {mainContainer: {image: dynamo:1, command: [python3, -m, dynamo.frontend]}}}
    worker:
      componentType: worker
      replicas: 3
      multinode: {nodeCount: 2}
      resources: {limits: {gpu: "4"}}
      extraPodSpec:
        mainContainer:
          image: nvcr.io/nvidia/ai-dynamo/runtime:1.0.0
          command: [python3, -m, ${module}]
          args: [${args}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: c}
data:
  agg.yaml: |
    tensor_parallel_size: 8
    max_batch_size: 128
    kv_cache_config: {dtype: fp8}
`;

  it.each([
    ['dynamo.vllm', '--model, Qwen/Qwen3-8B, --tensor-parallel-size, "8", --max-model-len, "8192"', 'vllm'],
    ['dynamo.sglang', '--model-path, Qwen/Qwen3-8B, --tp, "8", --context-length, "8192"', 'sglang'],
  ])('runs %s as its engine', async (module, args, engine) => {
    const { deployments } = await read(graph(module, args));
    expect(deployments).toHaveLength(1);
    expect(deployments[0]).toMatchObject({
      engine: { name: { value: engine } },
      model: { architecture: { value: { name: 'Qwen/Qwen3-8B' } } },
      parallelism: { tensor: { value: 8 } },
      limits: { maxSeqLen: { value: 8192 } },
      gpu: { count: { value: 8 } },
      replicas: { value: 3 },
    });
  });

  it('reads the arguments of TensorRT-LLM out of its ConfigMap', async () => {
    const { deployments } = await read(
      graph('dynamo.trtllm', '--model-path, Qwen/Qwen3-8B, --extra-engine-args, /config/agg.yaml'),
    );
    expect(deployments[0]).toMatchObject({
      engine: { name: { value: 'tensorrt-llm' }, backend: { value: 'pytorch' } },
      model: { architecture: { value: { name: 'Qwen/Qwen3-8B' } } },
      parallelism: { tensor: { value: 8 } },
      limits: { maxBatchSize: { value: 128 } },
      precision: { kvCache: { value: 'fp8' } },
    });
  });
});

describe('a ServingRuntime of KServe', () => {
  const runtime = `apiVersion: serving.kserve.io/v1alpha1
kind: ServingRuntime
metadata: {name: vllm-runtime}
spec:
  containers:
  - name: kserve-container
    image: vllm/vllm-openai:v0.11.0
    command: [vllm, serve, /mnt/models]
    args: [--max-model-len=8192]
---
`;
  const service = (more = ''): string => `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: llama}
spec:
  predictor:
    minReplicas: 1
    maxReplicas: 5
    model:
      modelFormat: {name: vLLM}
      runtime: vllm-runtime
      storageUri: hf://Qwen/Qwen3-8B
      resources: {limits: {nvidia.com/gpu: 2}}
${more}`;

  it('serves what its InferenceService fetches', async () => {
    const text = runtime + service();
    const { deployments } = await read(text);
    expect(deployments).toHaveLength(1);
    const { model, gpu, autoscaling } = deployments[0]!;
    expect(model.architecture?.value.name).toBe('Qwen/Qwen3-8B');
    expect(model.name?.origin).toMatchObject({ range: { start: text.indexOf('hf://Qwen') } });
    expect(gpu.count?.value).toBe(2);
    expect(autoscaling?.maxReplicas?.value).toBe(5);
  });

  it('is left alone where the service adds arguments', async () => {
    const { deployments } = await read(runtime + service('      args: [--max-model-len=4096]\n'));
    expect(deployments[0]!.model.architecture).toBeUndefined();
    expect(deployments[0]!.gpu.count?.origin.kind).not.toBe('file');
  });

  it('starts Triton for a predictor of that format', async () => {
    const { commands } = await read(`apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: t}
spec:
  predictor:
    model:
      modelFormat: {name: triton}
      storageUri: gs://bucket/models
      args: [--log-verbose=1]
`);
    expect(
      commands.map(({ command }) => [command.program.value, ...command.args.map(({ raw }) => raw)]),
    ).toEqual([['tritonserver', '--log-verbose=1']]);
  });
});

describe('an InferenceService', () => {
  const service = (model: string): string => `apiVersion: serving.kserve.io/v1beta1
kind: InferenceService
metadata: {name: llama}
spec:
  predictor:
    minReplicas: 2
    model:
      resources: {limits: {nvidia.com/gpu: "2"}}
${model}`;

  it('of the Hugging Face runtime is vLLM on the model that is fetched, with its arguments and GPUs', async () => {
    const { deployments } = await read(
      service(`      modelFormat: {name: huggingface}
      storageUri: hf://meta-llama/Llama-3.1-8B-Instruct
      args: ["--model_name=llama", --tensor-parallel-size=2, --max_model_len=8192]
`),
    );
    expect(deployments).toMatchObject([
      {
        name: 'llama',
        engine: { name: { value: 'vllm' } },
        model: { architecture: { value: { name: 'meta-llama/Llama-3.1-8B' } } },
        parallelism: { tensor: { value: 2 } },
        limits: { maxSeqLen: { value: 8192 } },
        gpu: { count: { value: 2 } },
        autoscaling: { minReplicas: { value: 2 } },
      },
    ]);
  });

  it('takes the model of --model_id', async () => {
    const { deployments } = await read(
      service('      modelFormat: {name: huggingface}\n      args: [--model_id=Qwen/Qwen2.5-7B-Instruct]\n'),
    );
    expect(deployments).toMatchObject([{ model: { name: { value: 'Qwen/Qwen2.5-7B-Instruct' } } }]);
  });

  it.each([
    [
      'the other backend',
      '      modelFormat: {name: huggingface}\n      args: [--model_id=m, --backend=huggingface]\n',
    ],
    [
      'another task',
      '      modelFormat: {name: huggingface}\n      args: [--model_id=bert, --task, fill_mask]\n',
    ],
    ['another format', '      modelFormat: {name: sklearn}\n      args: [--workers=2]\n'],
    [
      'a runtime of one’s own',
      '      modelFormat: {name: huggingface}\n      runtime: my-tgi\n      args: [--model_id=m]\n',
    ],
  ])('is no deployment of vLLM with %s', async (_, model) => {
    expect((await read(service(model))).deployments).toEqual([]);
  });
});

describe('an LLMInferenceService', () => {
  const service = (spec: string): string => `apiVersion: serving.kserve.io/v1alpha1
kind: LLMInferenceService
metadata: {name: qwen}
spec:
  model: {uri: "hf://Qwen/Qwen2.5-7B-Instruct", name: qwen}
${spec}`;

  it('serves its model in each pool, with the options of VLLM_ADDITIONAL_ARGS at their places', async () => {
    const text = service(`  replicas: 3
  parallelism: {tensor: 4}
  template:
    containers:
    - name: main
      env:
      - name: VLLM_ADDITIONAL_ARGS
        value: "--max-model-len 8192 --kv-transfer-config '{\\"kv_role\\": \\"kv_both\\"}'"
      resources: {limits: {nvidia.com/gpu: "4"}}
  prefill:
    replicas: 2
    parallelism: {tensor: 1}
    template:
      containers:
      - name: main
        resources: {limits: {nvidia.com/gpu: "1"}}
`);
    const { commands, deployments } = await read(text);
    const [decode] = commands as [(typeof commands)[number]];
    const length = decode.command.args.find(({ value }) => value === '8192')!;
    expect(text.slice(length.range.start, length.range.end)).toBe('8192');
    expect(decode.command.args.at(-1)?.value).toBe('{"kv_role": "kv_both"}');
    expect(deployments).toMatchObject([
      {
        model: { architecture: { value: { name: 'Qwen/Qwen2.5-7B' } } },
        parallelism: { tensor: { value: 4 } },
        limits: { maxSeqLen: { value: 8192 } },
        gpu: { count: { value: 4 } },
        replicas: { value: 3 },
      },
      { parallelism: { tensor: { value: 1 } }, gpu: { count: { value: 1 } }, replicas: { value: 2 } },
    ]);
  });

  it('spreads data-parallel ranks over as many pods as it takes', async () => {
    const { deployments } = await read(
      service(`  parallelism: {data: 16, dataLocal: 8}
  template:
    containers:
    - name: main
      resources: {limits: {nvidia.com/gpu: "8"}}
`),
    );
    expect(deployments).toMatchObject([
      { parallelism: { data: { value: 16 } }, gpu: { count: { value: 16 } } },
    ]);
  });

  it('leaves a container with a command of its own to that', async () => {
    const { commands } = await read(
      service(`  template:
    containers:
    - name: main
      command: [sh, -c, "vllm serve other"]
`),
    );
    expect(commands.map(({ command }) => command.args.map(({ value }) => value))).toEqual([
      ['serve', 'other'],
    ]);
  });
});
