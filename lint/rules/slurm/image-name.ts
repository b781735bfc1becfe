import { partOfWord } from '../../../grammar/command.ts';
import { replaceFix } from '../../fixes.ts';
import type { Rule } from '../../rule.ts';

const run = (image: string): string =>
  `#!/bin/bash\n#SBATCH -N 1\nsrun --container-image=${image} vllm serve m\n`;

export const slurmImageName: Rule = {
  code: 'BWJ004',
  name: 'slurm-image-name',
  area: 'slurm',
  severity: 'warning',
  appliesTo: '`srun --container-image` of pyxis',
  summary: 'The registry of an image is taken for a part of its name.',
  why: 'Enroot separates registry and image by `#`; with `/` older releases look for the whole name at Docker Hub and fail to import it.',
  remedy: 'Write `nvcr.io#nvidia/…`, or the path of an imported `.sqsh` file.',
  sources: ['NVIDIA/pyxis README; NVIDIA/enroot doc/cmd/import.md: docker://[USER@][REGISTRY#]IMAGE[:TAG]'],
  examplePath: 'job.sbatch',
  examples: {
    bad: [run('«nvcr.io/nvidia/tritonserver:25.01-vllm-python-py3»')],
    good: [
      run('nvcr.io#nvidia/tritonserver:25.01-vllm-python-py3'),
      run('docker://nvcr.io#nvidia/tritonserver:25.01-py3'),
      run('/images/vllm.sqsh'),
      run('vllm/vllm-openai:v0.11.0'),
    ],
  },
  scope: 'commands',
  check({ project, report }) {
    const seen = new Set<number>();
    for (const { file, command } of project.commands) {
      const { image, prefix } = command;
      const named = image?.value ?? '';
      const isStep = prefix.some(({ value }) => /(^|\/)srun$/.test(value ?? ''));
      const registry = /^[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?\//.exec(named)?.[0];
      if (!isStep || !image || !registry || named.includes('#') || seen.has(image.range.start)) continue;
      // `docker run` inside of a step names images as Docker does.
      if (!prefix.some(({ value }) => value?.startsWith('--container-image'))) continue;
      seen.add(image.range.start);
      const range = partOfWord(image, 0);
      const better = named.replace('/', '#');
      report(
        file,
        range,
        `Enroot takes \`${registry.slice(0, -1)}\` for a part of the name: write \`${better}\`.`,
        {
          fixes: [replaceFix(`Change to \`${better}\``, file.path, range, better, false)],
        },
      );
    }
  },
};
