import { jobOptions } from '../../reading/slurm-job.ts';
import type { Rule } from '../../rule.ts';

export const slurmLines: Rule = {
  code: 'BWC029',
  name: 'slurm-line-without-effect',
  area: 'chain',
  severity: 'warning',
  appliesTo: '`#SBATCH` lines of batch scripts',
  summary: 'An `#SBATCH` line is not read, or not as it is meant.',
  why: '`sbatch` reads these lines before anything runs: it stops at the first command, and it fills in no variables of the shell.',
  remedy: 'Put the lines above the first command, with plain values; give what changes to `sbatch` itself.',
  sources: ['Slurm sbatch(1): “#SBATCH” lines after the first command; no shell expansion'],
  examplePath: 'job.sbatch',
  examples: {
    bad: [
      '#!/bin/bash\n#SBATCH --nodes=1\nmodule load cuda\n#SBATCH --gres=«gpu:8»\nsrun vllm serve m\n',
      '#!/bin/bash\n#SBATCH --nodes=«$NODES»\nsrun vllm serve m\n',
    ],
    good: [
      '#!/bin/bash\n# for one node\n\n#SBATCH --nodes=1 --gres=gpu:8   # all of it\n#SBATCH --output=%x-%j.log\nsrun vllm serve m\n',
    ],
  },
  scope: 'commands',
  check({ project, report }) {
    for (const file of new Set(project.commands.map((located) => located.file)))
      for (const { name, value, range, late } of jobOptions(file))
        if (late) report(file, range, `\`--${name}\` stands after a command: \`sbatch\` does not read it.`);
        else if (/\$\{?\w/.test(value))
          report(file, range, `\`sbatch\` takes \`${value}\` as it stands: it fills in no variables.`);
  },
};
