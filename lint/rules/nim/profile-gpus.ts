import { nimRuns } from '../../reading/nim-runs.ts';
import { devicesOf } from '../../reading/server-gpus.ts';
import type { Rule } from '../../rule.ts';

export const nimProfileGpus: Rule = {
  code: 'BWN005',
  name: 'nim-profile-gpus',
  area: 'nim',
  severity: 'error',
  appliesTo:
    'containers of `nvcr.io/nim/…` whose profile names its parallelism, or that set it by variables, where the GPUs are known',
  summary: 'The profile needs another number of GPUs than the container gets.',
  why: 'A profile runs on tensor times pipeline parallel GPUs; with fewer NIM finds no compatible profile and stops.',
  remedy:
    'Give the container as many GPUs as the profile names, or choose another profile (`list-model-profiles`).',
  sources: ['docs.nvidia.com/nim/large-language-models: model profiles'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'docker run --gpus 1 -e NIM_MODEL_PROFILE=«tensorrt_llm-h100-fp8-tp2-pp1-throughput» nvcr.io/nim/meta/llama-3.1-70b-instruct:1.10.0\n',
      'docker run --gpus 4 -e NIM_MODEL_PROFILE=«tensorrt_llm-h100-fp8-tp2-pp1-throughput» nvcr.io/nim/meta/llama-3.1-70b-instruct:1.10.0\n',
      `docker run --gpus '"device=0"' -e NIM_TENSOR_PARALLEL_SIZE=«4» nvcr.io/nim/meta/llama-3.1-70b-instruct:2.0.0\n`,
    ],
    good: [
      'docker run --gpus 2 -e NIM_MODEL_PROFILE=tensorrt_llm-h100-fp8-tp2-pp1-throughput nvcr.io/nim/meta/llama-3.1-70b-instruct:1.10.0\n',
      'docker run --gpus all -e NIM_TENSOR_PARALLEL_SIZE=4 nvcr.io/nim/meta/llama-3.1-70b-instruct:2.0.0\n',
    ],
  },
  check({ project, report }) {
    for (const located of nimRuns(project)) {
      const { file, command } = located;
      const own = devicesOf(located);
      const { env } = command;
      const word = env.NIM_MODEL_PROFILE ?? env.NIM_TAGS_SELECTOR ?? env.NIM_TENSOR_PARALLEL_SIZE;
      if (!own || !word?.value) continue;
      const size = (letter: string, name: string): number =>
        Number(
          new RegExp(`(?:^|[-,])${letter}=?(\\d+)(?=$|[-,])`).exec(word.value!)?.[1] ?? env[name]?.value ?? 1,
        );
      const needed = size('tp', 'NIM_TENSOR_PARALLEL_SIZE') * size('pp', 'NIM_PIPELINE_PARALLEL_SIZE');
      if (needed > own.count)
        report(file, word.range, `This needs ${needed} GPUs: ${own.because}.`, {
          related: [{ path: own.path, range: own.range, message: own.because }],
        });
      else if (needed < own.count && /(?:^|[-,])tp=?\d/.test(word.value))
        report(
          file,
          word.range,
          `This takes ${needed === 1 ? 'one GPU' : `${needed} GPUs`}, and the rest idles: ${own.because}.`,
          {
            severity: 'warning',
            related: [{ path: own.path, range: own.range, message: own.because }],
          },
        );
    }
  },
};
