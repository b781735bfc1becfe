import { limit, traced } from '../../../deployment/settings/leaves.ts';
import type { Range } from '../../../grammar/text.ts';
import type { SourceFile } from '../../../workspace/source-file.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { gpusPerNode, jobNumber, jobOptions } from '../../reading/slurm-job.ts';
import type { Rule } from '../../rule.ts';

const job = (lines: string, run: string): string => `#!/bin/bash\n${lines}\n${run}\n`;
const serve = (tp: number): string => `srun --mpi=pmix trtllm-llmapi-launch trtllm-serve /m --tp_size ${tp}`;

export const slurmGpusForRanks: Rule = {
  code: 'BWJ001',
  name: 'slurm-gpus-for-ranks',
  area: 'slurm',
  severity: 'error',
  appliesTo: 'batch scripts that start vLLM, SGLang or TensorRT-LLM',
  summary: 'A job asks for fewer GPUs than its server has ranks, for more, or for none.',
  why: 'Slurm hides the GPUs that a job did not ask for: with fewer than ranks the server stops while it starts. More are billed and stay idle. Without `--gres` or `--gpus` there are none, unless nodes are handed out whole.',
  remedy:
    'Ask for as many GPUs as there are ranks: `--gres=gpu:N` counts for each node, `--gpus=N` for the job.',
  sources: [
    'Slurm sbatch(1), gres.conf(5): --gres, --gpus, --gpus-per-node, --exclusive',
    'NVIDIA/TensorRT-LLM examples/llm-api/llm_mgmn_trtllm_serve.sh; triton-inference-server/tensorrtllm_backend README',
  ],
  examplePath: 'job.sbatch',
  examples: {
    bad: [
      job('#SBATCH --nodes=1\n#SBATCH --ntasks=8\n#SBATCH --gres=«gpu:4»', serve(8)),
      job('#SBATCH --nodes=1\n#SBATCH --gpus=«8»', 'vllm serve m --tensor-parallel-size 4'),
      job('#SBATCH --«job-name»=llm\n#SBATCH --ntasks=8', serve(8)).replace(
        '«job-name»=llm',
        'job-name=«llm»',
      ),
    ],
    good: [
      job('#SBATCH --nodes=2\n#SBATCH --ntasks-per-node=8\n#SBATCH --gres=gpu:8', serve(16)),
      job('#SBATCH --nodes=1\n#SBATCH --ntasks=8\n#SBATCH --exclusive', serve(8)),
      job('#SBATCH --nodes=1\n#SBATCH --gpus=h100:4', 'vllm serve m --tensor-parallel-size 4'),
      job('#SBATCH --nodes=2\n#SBATCH --gres=gpu:4', 'srun vllm serve m --tensor-parallel-size 4'),
    ],
  },
  check({ project, options, report }) {
    const runs = engineRuns(project, options, 'vllm', 'sglang', 'tensorrt-llm');
    for (const run of runs) {
      const { file, located } = run;
      const [first] = jobOptions(file);
      if (located?.command.host !== 'slurm' || !first) continue;
      const alone = runs.filter((each) => each.file === file).length === 1;
      const asked = gpusOfJob(file);
      if (asked === 'none') {
        if (alone)
          report(file, first.range, 'The job asks for no GPU; without `--exclusive` it gets none.', {
            severity: 'info',
          });
        continue;
      }
      const ranks = ranksOf(run);
      const nodes = jobNumber(file, 'nodes')?.count ?? 1;
      // A step of vLLM or SGLang that knows of no other node is a server on each.
      if (nodes > 1 && run.engine !== 'tensorrt-llm' && !run.settings.find('nnodes')) continue;
      if (!asked || ranks === undefined || ownResources(located.command.prefix)) continue;
      if (ranks > asked.count)
        report(file, asked.range, `${ranks} ranks need as many GPUs; the job gets ${asked.count}.`);
      else if (ranks < asked.count && alone && !/\b(for|while)\b|SLURM_(PROCID|NODEID|ARRAY)/.test(file.text))
        report(
          file,
          asked.range,
          `The job gets ${asked.count} GPUs for ${ranks} ${ranks === 1 ? 'rank' : 'ranks'}.`,
          {
            severity: 'warning',
          },
        );
    }
  },
};

/** All GPUs of a job; undefined where they cannot be counted. */
function gpusOfJob(file: SourceFile): { count: number; range: Range } | 'none' | undefined {
  const options = jobOptions(file).filter(({ late }) => !late);
  const total = options.findLast(({ name }) => name === 'gpus');
  const count = total && /^(?:[A-Za-z][\w.-]*:)?(\d+)$/.exec(total.value)?.[1];
  if (count !== undefined) return { count: Number(count), range: total!.range };
  const [each] = gpusPerNode(file);
  const nodes = jobNumber(file, 'nodes');
  if (each && nodes) return { count: each.count * nodes.count, range: each.range };
  return options.some(({ name }) => asksForGpus.test(name)) ? undefined : 'none';
}

/** What asks for GPUs, for whole nodes, or for a kind of node that may come whole. */
const asksForGpus =
  /^(gres|gpus.*|exclusive|constraint|tres-per-\w+|reservation|hint|ntasks-per-gpu|export)$/;

/** Tensor times pipeline parallelism, of all nodes. */
function ranksOf({ engine, settings, open, deployment }: EngineRun): number | undefined {
  if (open || deployment?.undetermined?.some((leaf) => leaf.startsWith('parallelism.'))) return undefined;
  if (settings.find('data-parallel-size', 'dp-size', 'enable-attention-dp', 'data-parallel-size-local'))
    return undefined;
  // vLLM over several nodes by Ray takes what Ray has.
  if (engine === 'vllm' && settings.find('distributed-executor-backend')) return undefined;
  const size = (...names: string[]): number => traced(settings, limit, ...names)?.value ?? 1;
  return (
    size('tensor-parallel-size', 'tp-size', 'tp') *
    size('pipeline-parallel-size', 'pp-size') *
    size('context-parallel-size', 'cp-size')
  );
}

/** A step that says itself what it takes. */
const ownResources = (prefix: readonly { value: string | undefined }[]): boolean =>
  prefix.some(({ value }) => /^(--gres|--gpus|-G|-N|--nodes|--overlap|--exact)/.test(value ?? ''));
