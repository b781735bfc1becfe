import type { LocatedCommand } from '../../../deployment/project.ts';
import { limit, traced } from '../../../deployment/settings/leaves.ts';
import { toolOf } from '../../../deployment/tools.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { placeOf } from '../../reading/placed.ts';
import { gpusPerNode, jobNumber } from '../../reading/slurm-job.ts';
import type { Rule } from '../../rule.ts';

const job = (run: string): string =>
  `#!/bin/bash\n#SBATCH --nodes=2\n#SBATCH --ntasks-per-node=8\n#SBATCH --gres=gpu:8\n${run}\n`;

export const slurmModelOfRanks: Rule = {
  code: 'BWJ005',
  name: 'slurm-model-of-ranks',
  area: 'slurm',
  severity: 'warning',
  appliesTo: '`trtllm-llmapi-launch` under `srun`, and tensor parallelism over several nodes',
  summary:
    'Ranks under Slurm load a model by its name at Hugging Face, or exchange every layer over the network.',
  why: 'Under Slurm TensorRT-LLM does not download: every rank looks for the path. Tensor parallel ranks exchange data twice a layer, which a network between nodes slows down many times over; pipeline stages exchange once a stage.',
  remedy:
    'Give the path of a checkpoint that all nodes see; keep tensor parallelism within a node and put stages over nodes.',
  sources: [
    'NVIDIA/TensorRT-LLM examples/llm-api/llm_mgmn_trtllm_serve.sh: “does not support downloading from HF in Slurm mode”',
    'vllm-project/vllm docs/serving/parallelism_scaling.md: tensor parallel size = GPUs of a node, pipeline parallel size = nodes',
  ],
  examplePath: 'job.sbatch',
  examples: {
    bad: [
      job(
        'srun --mpi=pmix trtllm-llmapi-launch trtllm-serve «meta-llama/Llama-3.1-405B» --tp_size 8 --pp_size 2',
      ),
    ],
    good: [
      job('srun --mpi=pmix trtllm-llmapi-launch trtllm-serve /models/Llama-3.1-405B --tp_size 8 --pp_size 2'),
      job('srun --mpi=pmix trtllm-llmapi-launch trtllm-serve $MODEL --tp_size 8 --pp_size 2'),
    ],
  },
  check(context) {
    const { project, options, report } = context;
    for (const { located, file, settings } of engineRuns(
      project,
      options,
      'tensorrt-llm',
      'vllm',
      'sglang',
    )) {
      if (located?.command.host !== 'slurm') continue;
      const model = modelOf(located);
      if (model && !project.paths.has(model.value ?? ''))
        report(
          file,
          model.range,
          'Under Slurm every rank looks for a path: the name of a model is not downloaded.',
        );
      const [gpus] = gpusPerNode(file);
      const tensor = traced(settings, limit, 'tensor-parallel-size', 'tp-size', 'tp');
      const place = placeOf(tensor);
      const nodes = jobNumber(file, 'nodes')?.count ?? 1;
      const stages = settings.find('pipeline-parallel-size', 'pp-size');
      if (gpus && tensor && place && nodes > 1 && tensor.value > gpus.count && !stages)
        report(
          place.path,
          place.range,
          `${tensor.value} ranks of one layer lie on nodes of ${gpus.count} GPUs: stages of a pipeline need less of the network.`,
          { severity: 'info' },
        );
    }
  },
};

/** The name of a model at Hugging Face that ranks started by `srun` are given. */
function modelOf({
  command,
}: LocatedCommand): { value: string | undefined; range: { start: number; end: number } } | undefined {
  const words = command.prefix.map(({ value }) => value);
  const step = words.findIndex((word) => /(^|\/)srun$/.test(word ?? ''));
  if (step < 0 || !words.includes('trtllm-llmapi-launch')) return undefined;
  const [first] = toolOf(command)?.args ?? [];
  return first && /^[A-Za-z][\w.-]*\/[\w.-]+$/.test(first.value ?? '') ? first : undefined;
}
