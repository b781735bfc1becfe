import { describe, expect, it } from 'vitest';
import type { EngineName } from '../../deployment/deployment.ts';
import { readProject } from '../../deployment/load.ts';
import { withTargets } from '../../deployment/targets.ts';
import type { Origin } from '../../deployment/traced.ts';
import { defaultWorkload, simulateTotals, specOf } from '../../simulator/index.ts';
import { fileKind } from '../../workspace/file-kind.ts';
import { SourceFile } from '../../workspace/source-file.ts';

const model = 'meta-llama/Llama-3.1-8B-Instruct';

interface Server {
  readonly engine: EngineName;
  readonly version: string;
  /** As `Deployment` calls the release: the tag that the image carries. */
  readonly image: string;
  readonly words: readonly string[];
  readonly imageWords: readonly string[];
  readonly python?: string;
  readonly directive: string;
}

const servers: readonly Server[] = [
  {
    engine: 'vllm',
    version: '0.11.0',
    image: 'vllm/vllm-openai:v0.11.0',
    words: ['vllm', 'serve', model, '--tensor-parallel-size', '2'],
    imageWords: ['--model', model, '--tensor-parallel-size', '2'],
    python: `from vllm import LLM\nllm = LLM("${model}", tensor_parallel_size=2)\n`,
    directive: 'vllm=0.11.0',
  },
  {
    engine: 'vllm',
    version: '0.6.6',
    image: 'vllm/vllm-openai:v0.6.6',
    words: ['python3', '-m', 'vllm.entrypoints.openai.api_server', '--model', model, '-tp', '2'],
    imageWords: ['--model', model, '-tp', '2'],
    python: `from vllm import LLM\nllm = LLM(model="${model}", tensor_parallel_size=2)\n`,
    directive: 'vllm=0.6.6',
  },
  {
    engine: 'sglang',
    version: '0.4.6',
    image: 'lmsysorg/sglang:v0.4.6-cu124',
    words: ['python3', '-m', 'sglang.launch_server', '--model-path', model, '--tp', '2'],
    imageWords: ['python3', '-m', 'sglang.launch_server', '--model-path', model, '--tp', '2'],
    python: `import sglang\nllm = sglang.Engine(model_path="${model}", tp_size=2)\n`,
    directive: 'sglang=0.4.6',
  },
  {
    engine: 'tgi',
    version: '3.3.0',
    image: 'ghcr.io/huggingface/text-generation-inference:3.3.0',
    words: ['text-generation-launcher', '--model-id', model, '--num-shard', '2'],
    imageWords: ['--model-id', model, '--num-shard', '2'],
    directive: 'tgi=3.3.0',
  },
  {
    engine: 'tensorrt-llm',
    version: '1.0.0',
    image: 'nvcr.io/nvidia/tensorrt-llm/release:1.0.0',
    words: ['trtllm-serve', model, '--tp_size', '2'],
    imageWords: ['trtllm-serve', model, '--tp_size', '2'],
    python: `from tensorrt_llm import LLM\nllm = LLM(model="${model}", tensor_parallel_size=2)\n`,
    directive: 'trtllm=1.0.0',
  },
];

const list = (words: readonly string[]): string => JSON.stringify(words);
const note = ({ directive }: Server): string => `# batchwise: ${directive}\n`;

/** The same server in each place where people write it down. */
const hosts: Readonly<Record<string, (server: Server) => readonly [path: string, text: string] | undefined>> =
  {
    script: (server) => [
      'serve.sh',
      `#!/bin/bash\n${note(server)}set -e\n${server.words.slice(0, -1).join(' ')} \\\n  "${server.words.at(-1)}" 2>&1 | tee log\n`,
    ],
    'docker run': ({ image, imageWords }) => [
      'run.sh',
      `docker run --gpus all --ipc=host ${image} ${imageWords.join(' ')}\n`,
    ],
    Dockerfile: ({ image, imageWords }) => ['Dockerfile', `FROM ${image}\nCMD ${list(imageWords)}\n`],
    compose: ({ image, imageWords }) => [
      'compose.yaml',
      `services:\n  llm:\n    image: ${image}\n    shm_size: 8gb\n    command: >\n      ${imageWords.join(' ')}\n`,
    ],
    'arguments of a pod': ({ image, imageWords }) => [
      'deployment.yaml',
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: llm }\nspec:\n  template:\n    spec:\n      containers:\n        - name: llm\n          image: ${image}\n          args: ${list(imageWords)}\n          resources: { limits: { nvidia.com/gpu: 2 } }\n`,
    ],
    'a shell of a pod': ({ image, words }) => [
      'pod.yaml',
      `apiVersion: v1\nkind: Pod\nmetadata: { name: llm }\nspec:\n  containers:\n    - name: llm\n      image: ${image}\n      command: [/bin/sh, -c]\n      args:\n        - |\n          export A=1\n          exec ${words.join(' ')}\n`,
    ],
    Slurm: (server) => [
      'job.sbatch',
      `#!/bin/bash\n#SBATCH --nodes=1\n#SBATCH --gres=gpu:2\n${note(server)}srun -n 1 bash -c "${server.words.join(' ')}"\n`,
    ],
    Markdown: ({ image, imageWords }) => [
      'README.md',
      `# Serve\n\n1. Start it:\n\n   \`\`\`console\n   $ docker run --gpus all ${image} \\\n   >   ${imageWords.join(' ')}\n   \`\`\`\n`,
    ],
    Python: (server) => (server.python ? ['batch.py', note(server) + server.python] : undefined),
    notebook: ({ python, directive }) =>
      python
        ? [
            'batch.ipynb',
            JSON.stringify({
              cells: [
                { cell_type: 'code', source: [`%pip install ${pip(directive)}\n`] },
                { cell_type: 'code', source: python.split(/(?<=\n)/) },
              ],
              nbformat: 4,
            }),
          ]
        : undefined,
  };

const pip = (directive: string): string =>
  directive.replace('trtllm=', 'tensorrt_llm==').replace(/^(vllm|sglang)=(?!=)/, '$1==');

const cases = servers.flatMap((server) =>
  Object.entries(hosts).flatMap(([host, write]) => {
    const file = write(server);
    return file ? [{ engine: server.engine, version: server.version, host, file }] : [];
  }),
);

const products = {
  vllm: 'vLLM',
  sglang: 'SGLang',
  tgi: 'TGI',
  'tensorrt-llm': 'TensorRT-LLM',
  triton: 'Triton',
};

/** Whose every default is, of all values of a Deployment that nobody set. */
function defaultsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { origin } = value as { origin?: Origin };
  if (origin) return origin.kind === 'default' ? [origin.of] : [];
  return Object.values(value).flatMap(defaultsOf);
}

describe('a server is predicted wherever it is written down', () => {
  it.each(cases)('$engine $version: $host', ({ engine, version, file: [path, text] }) => {
    const file = new SourceFile(path, text, fileKind(path, text));
    const project = withTargets(readProject([file], new Set([path])), { gpu: 'h100-sxm', versions: {} });
    expect(project.deployments).toHaveLength(1);
    const [deployment] = project.deployments;
    expect(deployment!.engine.name.value).toBe(engine);
    expect(deployment!.engine.version?.value).toBe(version);
    const { tensor } = deployment!.parallelism;
    expect(tensor?.value).toBe(2);
    const origin = tensor!.origin;
    expect(origin.kind === 'file' && text.slice(origin.range.start, origin.range.end)).toMatch(/^"?2"?$/);
    const read = specOf(deployment!);
    if (!read.ok) throw new Error(JSON.stringify(read.missing));
    const whose = defaultsOf(deployment!);
    // What every release does has no release.
    expect(whose.filter((of) => !of.startsWith(products[engine]))).toEqual([]);
    expect(whose.filter((of) => of.includes(version)).length).toBeGreaterThan(1);
    expect(whose.filter((of) => of.includes('no version is named'))).toEqual([]);
    const { workload } = defaultWorkload(read.spec, {
      requests: 20,
      seed: 1,
      arrivals: { kind: 'poisson', rate: 2 },
      prompt: { kind: 'fixed', tokens: 256 },
      output: { kind: 'fixed', tokens: 32 },
    });
    const prediction = simulateTotals(read.spec, workload);
    expect(prediction.completed).toBe(20);
    // 16 GB of weights over two GPUs at 3.35 TB/s take 2.4 ms a token; nothing is faster.
    expect(prediction.tpot.p50).toBeGreaterThan(2.3e-3);
  });
});
