import type { EngineName } from '../../../deployment/deployment.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { gpusPerNode, jobNumber, jobOptions } from '../../reading/slurm-job.ts';
import type { Rule } from '../../rule.ts';

const job = (lines: string, run: string): string => `#!/bin/bash\n${lines}\n${run}\n`;
const launch = 'srun --mpi=pmix trtllm-llmapi-launch trtllm-serve m --tp_size 8';

export const slurmGpus: Rule = {
  code: 'BWC030',
  name: 'slurm-gpus',
  area: 'chain',
  severity: 'error',
  appliesTo: 'batch scripts that start an engine with `srun`',
  summary: 'Tasks and GPUs of a Slurm job do not fit how the engine is started.',
  why: 'TensorRT-LLM starts one rank for each GPU, so that a node can hold no more tasks than GPUs. vLLM and SGLang start one process a node, which makes its own workers: with several tasks every one of them is a whole server, on the same port.',
  remedy:
    'Ask for as many GPUs a node as tasks for TensorRT-LLM, and for one task a node for vLLM and SGLang.',
  sources: [
    'NVIDIA/TensorRT-LLM#2021; examples/llm-api/llm_mgmn_trtllm_serve.sh',
    'Slurm sbatch(1): --gres, --gpus-per-node, --ntasks-per-node',
  ],
  examplePath: 'job.sbatch',
  examples: {
    bad: [
      job('#SBATCH --nodes=1\n#SBATCH --ntasks-per-node=«8»\n#SBATCH --gres=gpu:4', launch),
      job('#SBATCH --nodes=1\n#SBATCH --ntasks=8\n#SBATCH --gres=gpu:8 --gpus-per-node=«4»', launch),
      job(
        '#SBATCH --nodes=2\n#SBATCH --ntasks-per-node=«4»\n#SBATCH --gres=gpu:4',
        'srun vllm serve m --tensor-parallel-size 4',
      ),
    ],
    good: [
      job('#SBATCH --nodes=1\n#SBATCH --ntasks-per-node=8\n#SBATCH --gres=gpu:h100:8', launch),
      job(
        '#SBATCH --nodes=2\n#SBATCH --ntasks-per-node=1\n#SBATCH --gres=gpu:4',
        'srun vllm serve m --tensor-parallel-size 4',
      ),
      job(
        '#SBATCH --ntasks-per-node=4\n#SBATCH --gres=gpu:4',
        'srun --ntasks-per-node=1 vllm serve m --tensor-parallel-size 4',
      ),
      job(
        '#SBATCH --ntasks-per-node=4\n#SBATCH --gres=gpu:4',
        'srun bash -c "vllm serve m --port $((8000 + SLURM_PROCID))"',
      ),
    ],
  },
  scope: 'commands',
  check({ project, options, report }) {
    for (const file of new Set(project.commands.map((located) => located.file))) {
      const gpus = gpusPerNode(file);
      const [first] = gpus;
      const other = gpus.find(({ count }) => count !== first?.count);
      if (first && other)
        report(file, other.range, `A node has ${other.count} GPUs here, and ${first.count} in another line.`);
    }
    const engines: readonly EngineName[] = ['tensorrt-llm', 'vllm', 'sglang'];
    for (const { engine, file, located } of engineRuns(project, options, ...engines)) {
      const words = located?.command.prefix.map(({ value }) => value ?? '') ?? [];
      const step = words.findIndex((word) => /(^|\/)srun$/.test(word));
      // A step that says itself how many tasks it has is no longer the job's.
      if (step < 0 || words.slice(step).some((word) => stepTasks.test(word)) || jobOptions(file).length === 0)
        continue;
      const tasks = jobNumber(file, 'ntasks-per-node');
      if (!tasks || tasks.count < 2) continue;
      const [gpus] = gpusPerNode(file);
      if (engine === 'tensorrt-llm') {
        if (words.includes('trtllm-llmapi-launch') && gpus && tasks.count > gpus.count)
          report(file, tasks.range, `${tasks.count} ranks start on a node of ${gpus.count} GPUs.`);
      } else if (!ranksThemselves.test(file.text))
        report(file, tasks.range, `Each of the ${tasks.count} tasks of a node starts a server of its own.`, {
          severity: 'warning',
        });
    }
  },
};

const stepTasks = /^(-n|-N|--ntasks|--nodes|--ntasks-per-node|--overlap)(\d|=|$)/;
/** Scripts that give every task its own part. */
const ranksThemselves = /SLURM_(PROCID|LOCALID)|CUDA_VISIBLE_DEVICES|--gpus-per-task/;
