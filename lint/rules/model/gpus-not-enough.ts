import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { gpusNeeded } from '../../reading/gpus-needed.ts';
import { placeOf, reportAt } from '../../reading/placed.ts';
import { devicesOf } from '../../reading/server-gpus.ts';
import type { Rule } from '../../rule.ts';

const pod = (gpus: number, ranks: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: llm }\nspec:\n  containers:\n    - name: vllm\n      image: vllm/vllm-openai:v0.11.0\n      args: ["--model", "meta-llama/Llama-3.1-70B-Instruct", "--tensor-parallel-size", ${ranks}]\n      resources: { limits: { nvidia.com/gpu: ${gpus} } }\n`;

export const gpusNotEnough: Rule = {
  code: 'BWA010',
  name: 'gpus-not-enough',
  area: 'model',
  severity: 'error',
  appliesTo:
    'vLLM, SGLang, TGI and `trtllm-serve` on one host, where the limits of the pod, `docker run --gpus`, `CUDA_VISIBLE_DEVICES` or a `# batchwise: gpus=…` line say how many GPUs there are',
  summary: 'The model is spread over more GPUs than the server gets.',
  why: 'Each rank takes a GPU of its own: tensor times pipeline times data parallelism. With fewer the server does not start: “World size (…) is larger than the number of available GPUs”.',
  remedy: 'Give the server as many GPUs as it has ranks, or lower the parallelism.',
  sources: [
    'vllm-project/vllm vllm/config ParallelConfig; text-generation-inference launcher/src/main.rs num_shard',
    'vllm-project/vllm#596; NVIDIA NIM documentation, GPUs of a profile',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'docker run --gpus \'"device=0,1"\' vllm/vllm-openai:v0.11.0 --model meta-llama/Llama-3.1-70B-Instruct --tensor-parallel-size «4»\n',
      'CUDA_VISIBLE_DEVICES=0 vllm serve meta-llama/Llama-3.1-8B-Instruct --tensor-parallel-size «2»\n',
      '# batchwise: gpus=4\npython -m sglang.launch_server --model-path meta-llama/Llama-3.1-8B-Instruct --tp «4» --dp 2\n',
      { 'pod.yaml': pod(2, '«"4"»') },
    ],
    good: [
      'docker run --gpus \'"device=0,1"\' vllm/vllm-openai:v0.11.0 --model meta-llama/Llama-3.1-70B-Instruct --tensor-parallel-size 2\n',
      'docker run --gpus all vllm/vllm-openai:v0.11.0 --model meta-llama/Llama-3.1-70B-Instruct --tensor-parallel-size 8\n',
      '# batchwise: gpus=8\nvllm serve meta-llama/Llama-3.1-405B --tensor-parallel-size 8 --pipeline-parallel-size 2 --distributed-executor-backend ray\n',
      { 'pod.yaml': pod(4, '"4"') },
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm', 'sglang', 'tgi', 'tensorrt-llm')) {
      const needed = gpusNeeded(run);
      const given = needed && gpusGiven(run);
      if (!needed || !given || needed.count <= given.count) continue;
      reportAt(context, needed.decisive, `${needed.how} ranks need ${needed.count} GPUs: ${given.because}.`, {
        related: [{ path: given.path, range: given.range, message: given.because }],
      });
    }
  },
};

/** What a command leaves its server, else what pod or directive give it. */
export function gpusGiven({ located, deployment }: EngineRun): ReturnType<typeof devicesOf> {
  const own = located && devicesOf(located);
  if (own) return own;
  const count = deployment?.gpu.count;
  const place = placeOf(count);
  return count && place
    ? { count: count.value, ...place, because: `${count.value} ${count.value === 1 ? 'is' : 'are'} there` }
    : undefined;
}
