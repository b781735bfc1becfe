import { nimRuns } from '../../reading/nim-runs.ts';
import { devicesOf } from '../../reading/server-gpus.ts';
import type { Rule } from '../../rule.ts';

export const nimSharedMemory: Rule = {
  code: 'BWN008',
  name: 'nim-shared-memory',
  area: 'nim',
  severity: 'info',
  appliesTo: '`docker run` of `nvcr.io/nim/…` with several GPUs',
  summary:
    'A container with several GPUs has the 64 MB of shared memory that Docker gives unless told otherwise.',
  why: 'Ranks without NVLink between them exchange their data through `/dev/shm`, and run out of it.',
  remedy: 'Add `--shm-size=16GB`, or `--ipc=host`.',
  sources: ['docs.nvidia.com/nim/large-language-models: getting started, --shm-size'],
  examplePath: 'serve.sh',
  examples: {
    bad: ['docker run --gpus «2» -e NGC_API_KEY nvcr.io/nim/meta/llama-3.1-70b-instruct:1.10.0\n'],
    good: [
      'docker run --gpus 2 --shm-size=16GB -e NGC_API_KEY nvcr.io/nim/meta/llama-3.1-70b-instruct:1.10.0\n',
      'docker run --gpus 1 -e NGC_API_KEY nvcr.io/nim/meta/llama-3.1-8b-instruct:1.10.0\n',
    ],
  },
  check({ project, report }) {
    for (const located of nimRuns(project)) {
      const words = located.command.prefix.map(({ value, raw }) => value ?? raw);
      const own = devicesOf(located);
      if (!own || own.count < 2 || !words.some((word) => /^(docker|podman)$/.test(word))) continue;
      if (words.some((word) => /^(--shm-size|--ipc)(=|$)|\/dev\/shm|\$/.test(word))) continue;
      report(
        located.file,
        own.range,
        `${own.count} GPUs may exchange their data over 64 MB of shared memory.`,
      );
    }
  },
};
