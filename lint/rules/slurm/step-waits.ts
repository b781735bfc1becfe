import type { LocatedCommand } from '../../../deployment/project.ts';
import type { Rule } from '../../rule.ts';

const job = (first: string, second: string): string =>
  `#!/bin/bash\n#SBATCH --nodes=1\n#SBATCH --gres=gpu:8\n${first}\n${second}\n`;

export const slurmStepWaits: Rule = {
  code: 'BWJ003',
  name: 'slurm-step-waits',
  area: 'slurm',
  severity: 'warning',
  appliesTo:
    'batch scripts with an `srun` in the background and another one behind it, Slurm 20.11 and later',
  summary: 'A step waits for one that runs in the background and holds everything that the job has.',
  why: 'A step takes all of its job unless it says what it needs, and since Slurm 20.11 steps do not share: the second waits with “Requested nodes are busy” until the server of the first one ends, which it never does.',
  remedy: 'Give both steps `--overlap`, or each the tasks, nodes and GPUs that it needs.',
  sources: [
    'Slurm srun(1), --overlap, --exact, and the release notes of 20.11',
    'NVIDIA/TensorRT-LLM examples/disaggregated/slurm/benchmark/disaggr_torch.slurm',
  ],
  examplePath: 'job.sbatch',
  examples: {
    bad: [
      job('srun vllm serve m &', '«srun» python3 bench.py'),
      job('srun vllm serve m > log 2>&1 &', 'sleep 60\n«srun» python3 bench.py'),
    ],
    good: [
      job('srun --overlap vllm serve m &', 'srun --overlap python3 bench.py'),
      job('srun -N 1 -n 1 --gres=gpu:4 vllm serve m &', 'srun -N 1 -n 1 --gres=gpu:4 python3 bench.py'),
      job('srun vllm serve m &', 'wait\nsrun python3 report.py'),
    ],
  },
  scope: 'commands',
  check({ project, report }) {
    const held = new Map<string, boolean>();
    for (const located of project.commands) {
      const { file, command } = located;
      if (command.host !== 'slurm') continue;
      // Whoever waits for the server has let it end.
      if (command.program.value === 'wait') held.set(file.path, false);
      const step = command.prefix.find(({ value }) => /(^|\/)srun$/.test(value ?? ''));
      if (
        !step ||
        command.prefix.some(({ value, head }) => value === undefined && !head) ||
        saysWhat(located)
      )
        continue;
      if (held.get(file.path)) report(file, step.range, 'This step waits for the one in the background.');
      if (inBackground(located)) held.set(file.path, true);
    }
  },
};

/** A step that does not take all of its job, or that shares it. */
const saysWhat = ({ command }: LocatedCommand): boolean =>
  command.prefix.some(({ value, head }) =>
    /^(--overlap|--exact|--exclusive|-n|-N|-w|-G|-r|--ntasks|--nodes|--nodelist|--gres|--gpus|--mem|--relative|--het-group|-c|--cpus|--jobid)/.test(
      value ?? head ?? '',
    ),
  );

/** `&` at the end of the line that the command ends on. */
function inBackground({ file, command }: LocatedCommand): boolean {
  const lineEnd = file.text.indexOf('\n', command.range.end);
  const rest = file.text.slice(command.range.end, lineEnd < 0 ? undefined : lineEnd);
  return /(^|[^&>])&\s*(#.*)?$/.test(rest);
}
