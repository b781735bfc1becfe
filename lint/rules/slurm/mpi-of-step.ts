import { engineRuns } from '../../reading/engine-runs.ts';
import { startedRanks } from '../../reading/started-ranks.ts';
import type { Rule } from '../../rule.ts';

const job = (run: string): string =>
  `#!/bin/bash\n#SBATCH --nodes=1\n#SBATCH --ntasks=8\n#SBATCH --gres=gpu:8\n${run}\n`;

export const slurmMpiOfStep: Rule = {
  code: 'BWJ002',
  name: 'slurm-mpi-of-step',
  area: 'slurm',
  severity: 'warning',
  appliesTo: '`srun` before TensorRT-LLM with several ranks',
  summary: 'The ranks of a step do not find each other, or are started many times over.',
  why: 'TensorRT-LLM’s ranks meet through PMIx: without `--mpi=pmix` each may be a world of one, unless the cluster’s default is PMIx. `mpirun` inside of `srun` starts all ranks in every task.',
  remedy: 'Write `srun --mpi=pmix`, and leave `mpirun` out.',
  sources: [
    'Slurm mpi_guide; srun(1) --mpi, SLURM_MPI_TYPE',
    'NVIDIA/TensorRT-LLM examples/llm-api/llm_mgmn_trtllm_serve.sh; triton-inference-server/tensorrtllm_backend README',
  ],
  examplePath: 'job.sbatch',
  examples: {
    bad: [
      job('«srun» trtllm-llmapi-launch trtllm-serve /m --tp_size 8'),
      job('srun --mpi=pmix «mpirun» -n 8 trtllm-llmapi-launch trtllm-serve /m --tp_size 8'),
    ],
    good: [
      job('srun --mpi=pmix trtllm-llmapi-launch trtllm-serve /m --tp_size 8'),
      job('srun -n 1 mpirun -n 8 trtllm-llmapi-launch trtllm-serve /m --tp_size 8'),
    ],
  },
  scope: 'commands',
  check({ project, options, report }) {
    for (const { located, file } of engineRuns(project, options, 'tensorrt-llm')) {
      const prefix = located?.command.prefix ?? [];
      const step = prefix.findIndex(({ value }) => /(^|\/)srun$/.test(value ?? ''));
      const launcher = prefix.findIndex(({ value }) => /(^|\/)(mpirun|mpiexec)$/.test(value ?? ''));
      const outer = launcher > step ? prefix.slice(0, launcher) : prefix;
      const tasks =
        located && step >= 0
          ? startedRanks({ file, command: { ...located.command, prefix: outer } })
          : undefined;
      // An unknown word, such as $SRUN_OPTIONS, may hold anything.
      if (
        !tasks ||
        tasks === 'unknown' ||
        tasks.count < 2 ||
        prefix.some(({ value, head }) => value === undefined && !head)
      )
        continue;
      const own = prefix.slice(step + 1);
      const nested = launcher > step ? prefix[launcher] : undefined;
      if (nested)
        report(
          file,
          nested.range,
          `Each of ${tasks.count} tasks starts all ranks: leave \`mpirun\` to \`srun\`.`,
        );
      else if (
        own.some(({ value }) => value === 'trtllm-llmapi-launch') &&
        !own.some(({ value, head }) => (value ?? head ?? '').startsWith('--mpi')) &&
        !/SLURM_MPI_TYPE/.test(file.text)
      )
        report(
          file,
          prefix[step]!.range,
          `${tasks.count} ranks meet through PMIx: \`--mpi=pmix\` is missing.`,
        );
    }
  },
};
