import { convertCheckpointFlags } from '../../../catalog/flags.ts';
import { baseName } from '../../../deployment/paths.ts';
import type { LocatedCommand, Project } from '../../../deployment/project.ts';
import { FlagSource } from '../../../deployment/settings/flag-source.ts';
import { limit, text, traced } from '../../../deployment/settings/leaves.ts';
import { programName } from '../../../grammar/command.ts';
import type { Range } from '../../../grammar/text.ts';
import { disaggregated, ranksOfServers } from '../../reading/disaggregated.ts';
import { engineChains } from '../../reading/engine-chains.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { placeOf } from '../../reading/placed.ts';
import { startedRanks } from '../../reading/started-ranks.ts';
import type { LintOptions, Rule } from '../../rule.ts';

const chain = (run: string): string =>
  `python3 examples/llama/convert_checkpoint.py --model_dir m --output_dir ckpt --tp_size 2 --pp_size 2\ntrtllm-build --checkpoint_dir ckpt --output_dir ./engine\n${run}\n`;

export const ranksDiffer: Rule = {
  code: 'BWC007',
  name: 'ranks-differ',
  area: 'chain',
  severity: 'error',
  appliesTo:
    '`mpirun` and `srun`, also by the `#SBATCH` lines of its script, before a script with `--engine_dir`, before `trtllm-llmapi-launch trtllm-serve`, or before `trtllm-serve disaggregated_mpi_worker`, where the split is among the files',
  summary: 'Another number of ranks is started than the engine is split into.',
  why: 'An engine has one part for each rank, tensor times pipeline parallelism of its checkpoint. With another number it stops: “MPI world size … does not match”.',
  remedy: 'Start as many ranks as the engine has parts.',
  sources: [
    'NVIDIA/TensorRT-LLM#1992, #108, #440, #753; tensorrt_llm/mapping.py Mapping',
    'NVIDIA/TensorRT-LLM tensorrt_llm/llmapi/disagg_utils.py split_world_comm; examples/llm-api/llm_mgmn_trtllm_serve.sh',
  ],
  examplePath: 'run.sh',
  examples: {
    bad: [
      chain('mpirun -n «2» --allow-run-as-root python3 examples/run.py --engine_dir ./engine'),
      chain('python3 examples/run.py --engine_dir «./engine»'),
      'srun -n «4» trtllm-llmapi-launch trtllm-serve meta-llama/Llama-3.1-405B --tp_size 8\n',
      '#!/bin/bash\n#SBATCH --nodes=2\n#SBATCH --ntasks-per-node=«4»\nsrun --mpi=pmix trtllm-llmapi-launch trtllm-serve meta-llama/Llama-3.1-405B --tp_size 16\n',
      {
        'run.sh': 'mpirun -n «2» trtllm-serve disaggregated_mpi_worker -c disagg.yaml\n',
        'disagg.yaml':
          'model: m\ncontext_servers:\n  num_instances: 2\n  urls: ["localhost:8001", "localhost:8002"]\ngeneration_servers:\n  tensor_parallel_size: 2\n  urls: ["localhost:8003"]\n',
      },
    ],
    good: [
      chain('mpirun -n 4 python3 examples/run.py --engine_dir ./engine'),
      chain('mpirun -n $RANKS python3 examples/run.py --engine_dir ./engine'),
      'srun -n 16 trtllm-llmapi-launch trtllm-serve meta-llama/Llama-3.1-405B --tp_size 8 --pp_size 2\n',
      '#!/bin/bash\n#SBATCH --nodes=2\n#SBATCH --ntasks-per-node=8\nsrun --mpi=pmix trtllm-llmapi-launch trtllm-serve meta-llama/Llama-3.1-405B --tp_size 16\n',
    ],
  },
  check({ project, options, report }) {
    for (const { located, needed, place, path } of launches(project, options)) {
      const ranks = startedRanks(located);
      if (ranks === 'unknown' || (ranks?.count ?? 1) === needed) continue;
      const range = ranks?.range ?? place;
      if (!range) continue;
      const count = ranks?.count ?? 1;
      report(path, range, `${needed} ranks are needed, and ${count} ${count === 1 ? 'is' : 'are'} started.`);
    }
  },
};

interface Launch {
  readonly located: LocatedCommand;
  readonly path: string;
  readonly needed: number;
  /** What is drawn where no launcher stands before the program; absent where one may stand elsewhere. */
  readonly place?: Range;
}

function launches(project: Project, options: LintOptions): Launch[] {
  const chains = engineChains(project, options);
  const ofScripts = project.commands.flatMap((located): Launch[] => {
    if (!/^(run|summarize|mmlu|benchmark)\.py$/.test(programName(located.command) ?? '')) return [];
    if (located.command.host === 'markdown') return [];
    const source = new FlagSource(located.command.args, located.file.path, convertCheckpointFlags, undefined);
    const folder = traced(source, text, 'engine-dir');
    const place = placeOf(folder);
    const built = chains.filter(
      ({ build }) =>
        folder && nameOf(traced(build.settings, text, 'output-dir')?.value) === nameOf(folder.value),
    );
    const [chain] = built;
    if (built.length !== 1 || !chain?.checkpoint || chain.checkpoint.open || !place) return [];
    const size = (name: string): number => traced(chain.checkpoint!.settings, limit, name)?.value ?? 1;
    return [
      { located, path: located.file.path, needed: size('tp-size') * size('pp-size'), place: place.range },
    ];
  });
  const ofServers = engineRuns(project, options, 'tensorrt-llm').flatMap((run): Launch[] => {
    const { located, settings, open, file } = run;
    const launched = located?.command.prefix.some(({ value }) => value === 'trtllm-llmapi-launch');
    if (!located || !launched || open) return [];
    const size = (...names: string[]): number => traced(settings, limit, ...names)?.value ?? 1;
    return [
      {
        located,
        path: file.path,
        needed: size('tp-size', 'tensor-parallel-size') * size('pp-size', 'pipeline-parallel-size'),
      },
    ];
  });
  const ofWorkers = project.commands.flatMap((located): Launch[] => {
    const served = disaggregated(located, project);
    const needed = served?.command === 'disaggregated_mpi_worker' ? ranksOfServers(served) : undefined;
    return needed === undefined ? [] : [{ located, path: located.file.path, needed }];
  });
  return [...ofScripts, ...ofServers, ...ofWorkers];
}

const nameOf = (path: string | undefined): string | undefined =>
  path === undefined ? undefined : baseName(path.replace(/\/+$/, ''));
