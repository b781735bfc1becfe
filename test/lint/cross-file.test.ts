import { describe, expect, it } from 'vitest';
import { lintFiles } from './support.ts';

const engine = (more: string): string =>
  `backend: "tensorrtllm"\nmax_batch_size: 8\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\n${more}`;
const parameter = (key: string, value: string): string =>
  `parameters { key: "${key}" value { string_value: "${value}" } }\n`;
const messages = async (files: Record<string, string>, code: string): Promise<string[]> =>
  (await lintFiles(files)).filter((finding) => finding.code === code).map(({ message }) => message);

describe('paths of a config in the workspace', () => {
  const files = (mount: string, path: string): Record<string, string> => ({
    'deploy/models/tensorrt_llm/config.pbtxt': engine(parameter('gpt_model_path', path)),
    'deploy/engines/llama/config.json': '{ "build_config": { "max_batch_size": 4 } }\n',
    'deploy/serve.sh': `docker run --gpus all ${mount} nvcr.io/nvidia/tritonserver:25.01-trtllm-python-py3 tritonserver --model-repository=/models\n`,
  });

  it.each([
    '-v $PWD/engines:/engines',
    '-v "$(pwd)/engines:/engines:ro"',
    '-v ./engines:/engines',
    '--volume=./engines:/engines',
  ])('are found through %s', async (mount) => {
    expect(await messages(files(mount, '/engines/llama'), 'BWB001')).toHaveLength(1);
  });

  it.each(['-v /srv/engines:/engines', '-v engines:/engines', '-v $ENGINES:/engines'])(
    'are not guessed through %s',
    async (mount) => {
      expect(await messages(files(mount, '/engines/llama'), 'BWB001')).toEqual([]);
      expect(await messages(files(mount, '/engines/other'), 'BWL021')).toEqual([]);
    },
  );

  it('are missed where the mount is known and the folder is not there', async () => {
    expect(await messages(files('-v $PWD/engines:/engines', '/engines/other'), 'BWL021')).toEqual([
      '`/engines/other` is deploy/engines/other here, and there is no such folder.',
    ]);
  });

  it('of a mount stop at its folder', async () => {
    expect(await messages(files('-v $PWD/engines:/engines', '/engines2/llama'), 'BWL021')).toEqual([]);
  });
});

describe('GPUs of a server', () => {
  const files = (launch: string, gpus = '[ 0, 1, 2 ]'): Record<string, string> => ({
    'deploy/models/m/config.pbtxt': `backend: "python"\ninstance_group [ { kind: KIND_GPU gpus: ${gpus} } ]\n`,
    'deploy/serve.sh': `${launch}\n`,
  });
  const run = (options: string): string =>
    `docker run ${options} nvcr.io/nvidia/tritonserver:25.01-py3 tritonserver --model-repository=/models`;

  it.each([
    [run('--gpus 2'), 1],
    [run('--gpus=1'), 2],
    [run('--gpus \'"device=4,5"\''), 1],
    ['CUDA_VISIBLE_DEVICES=3 tritonserver --model-repository models', 2],
    [run('--gpus all'), 0],
    [run('--gpus $N'), 0],
    [`${run('--gpus 1')}\n${run('--gpus 4')}`, 0],
    ['tritonserver --model-repository models', 0],
  ])('of %s leave %i of three without a place', async (launch, missing) => {
    expect(await messages(files(launch), 'BWR016')).toHaveLength(missing);
  });

  it('are those of the pod', async () => {
    const pod = `apiVersion: apps/v1
kind: Deployment
metadata: { name: triton }
spec:
  template:
    spec:
      containers:
        - name: triton
          image: nvcr.io/nvidia/tritonserver:25.01-py3
          command: ["tritonserver", "--model-repository=/models"]
          resources: { limits: { nvidia.com/gpu: 2 } }
`;
    const all = { ...files('true'), 'deploy/triton.yaml': pod };
    expect(await messages(all, 'BWR016')).toEqual(['There is no GPU 2: the pod gets 2 GPUs.']);
  });
});

describe('ranks of a launch', () => {
  const files = (launch: string, more = ''): Record<string, string> => ({
    'deploy/models/tensorrt_llm/config.pbtxt': engine(parameter('gpt_model_path', '/engines/llama') + more),
    'deploy/build.sh':
      'python3 convert_checkpoint.py --model_dir m --tp_size 2 --pp_size 2 --output_dir ckpt\ntrtllm-build --checkpoint_dir ckpt --output_dir /engines/llama\n',
    'deploy/launch.sh': `${launch}\n`,
  });
  const launch = 'python3 launch_triton_server.py --world_size=2 --model_repo models';

  it('are held against the split of the checkpoint', async () => {
    const found = (await lintFiles(files(launch))).filter(({ code }) => code === 'BWL020');
    expect(found.map(({ related }) => related[0]?.path)).toEqual(['deploy/build.sh']);
    expect(found[0]!.fixes[0]!.edits[0]!.text).toBe('--world_size=4');
  });

  it.each([
    launch.replace('=2', '=4'),
    `TRTLLM_ORCHESTRATOR=1 ${launch}`,
    `${launch} --multi-model`,
    'mpirun -n 1 tritonserver --model-repository models : -n 1 tritonserver --model-repository models',
    launch.replace('=2', '=$N'),
  ])('of %s are right or unknown', async (text) => {
    expect(await messages(files(text), 'BWL020')).toEqual([]);
  });

  it('are not judged where participants are placed by hand', async () => {
    expect(await messages(files(launch, parameter('participant_ids', '1,2')), 'BWL020')).toEqual([]);
  });
});

describe('engines on one GPU', () => {
  const repository = (options: string, shares: readonly string[]): Record<string, string> => ({
    'deploy/serve.sh': `# batchwise: ${options}\n`,
    ...Object.fromEntries(
      shares.map((share, index) => [
        `deploy/models/m${index}/config.pbtxt`,
        engine(
          parameter('gpt_model_path', `/engines/m${index}`) +
            parameter('kv_cache_free_gpu_mem_fraction', share),
        ),
      ]),
    ),
  });

  it('are counted once where three of them exceed it', async () => {
    expect(await messages(repository('trtllm=0.17.0', ['0.5', '0.4', '0.3']), 'BWM003')).toEqual([
      'With `m0`, `m1` on the same GPU, the KV caches claim 120 % of the memory that is free.',
    ]);
  });

  it('may claim all of it', async () => {
    expect(await messages(repository('trtllm=0.17.0', ['0.7', '0.3']), 'BWM003')).toEqual([]);
  });
});
