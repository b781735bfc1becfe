import type { Project } from '../../../deployment/project.ts';
import type { RelatedLocation } from '../../finding.ts';
import { replaceFix } from '../../fixes.ts';
import { engineConfig, placeOfKey } from '../../reading/engine-config.ts';
import { instanceGroups } from '../../reading/instance-groups.ts';
import type { ModelConfig } from '../../reading/model-config.ts';
import { serverLaunches } from '../../reading/server-launches.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

const files = (launch: string): Record<string, string> => ({
  'deploy/models/llm/config.pbtxt':
    'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\nparameters { key: "gpt_model_path" value { string_value: "/models/llm/1" } }\n',
  'deploy/models/llm/1/config.json':
    '{ "pretrained_config": { "mapping": { "world_size": 2, "tp_size": 2, "pp_size": 1 } }, "build_config": { } }\n',
  'deploy/launch.sh': `${launch}\n`,
});

export const worldSizeDiffers: Rule = {
  code: 'BWL020',
  name: 'world-size-differs',
  area: 'tensorrt-llm',
  severity: 'error',
  appliesTo:
    'repositories with one model of `backend: "tensorrtllm"`, started by `mpirun` or `launch_triton_server.py`, whose engine or checkpoint command is among the files',
  summary: 'Triton is started with another number of ranks than the engine is split into.',
  why: 'An engine has one part for each rank, tensor times pipeline parallelism, fixed when the checkpoint was made. With another number of MPI processes the backend stops: “mpiSize != tp * pp”.',
  remedy: 'Start as many ranks as the engine has parts, or convert the checkpoint with another `--tp_size`.',
  sources: [
    'NVIDIA/TensorRT-LLM cpp/tensorrt_llm/runtime/worldConfig.cpp WorldConfig::mpi',
    'NVIDIA/TensorRT-LLM#2058, #1700, #2021; triton-inference-server/tensorrtllm_backend scripts/launch_triton_server.py',
  ],
  examples: {
    bad: [
      files('python3 launch_triton_server.py --world_size «4» --model_repo /models'),
      files('mpirun -n «1» --allow-run-as-root tritonserver --model-repository /models'),
      files('python3 «launch_triton_server.py» --model_repo /models'),
    ],
    good: [
      files('python3 launch_triton_server.py --world_size 2 --model_repo /models'),
      files('python3 launch_triton_server.py --world_size $RANKS --model_repo /models'),
    ],
  },
  check({ project, report }) {
    const models = trtllmModels(project);
    for (const { config, parameters } of models) {
      const alone = models.filter((other) => other.config.repository === config.repository).length === 1;
      const spread = parameters.some(({ key, value }) => key === 'participant_ids' && value !== '');
      if (!alone || spread || instanceGroups(config).some(({ count = 1 }) => count > 1)) continue;
      const split = splitOf(config, project);
      if (!split) continue;
      for (const { located, ranks, range } of serverLaunches(config, project)) {
        if (ranks === split.ranks) continue;
        const explicit = range !== located.command.program.range;
        report(
          located.file,
          range,
          `The engine of \`${config.modelName}\` is split over ${split.ranks} rank${split.ranks > 1 ? 's' : ''}, and ${ranks} ${ranks > 1 ? 'are' : 'is'} started.`,
          {
            related: split.places,
            fixes: explicit
              ? [
                  replaceFix(
                    `Start ${split.ranks}`,
                    located.file.path,
                    range,
                    located.file.text.slice(range.start, range.end).replace(/\d+/, String(split.ranks)),
                    false,
                  ),
                ]
              : [],
          },
        );
      }
    }
  },
};

/** Into how many parts the engine is split: by its own `config.json`, else as its checkpoint was made. */
function splitOf(
  config: ModelConfig,
  project: Project,
): { ranks: number; places: RelatedLocation[] } | undefined {
  const engine = engineConfig(config, project);
  if (engine)
    return engine.worldSize === undefined
      ? undefined
      : {
          ranks: engine.worldSize,
          places: [
            {
              path: engine.file.path,
              range: placeOfKey(engine, 'mapping'),
              message: 'the engine is split here',
            },
          ],
        };
  const found = project.deployments.find(({ path }) => path === config.file.path)?.parallelism;
  if (found?.tensor?.origin.kind !== 'file') return undefined;
  const pipeline = found.pipeline?.origin.kind === 'file' ? found.pipeline.value : 1;
  const { path, range } = found.tensor.origin;
  return {
    ranks: found.tensor.value * pipeline,
    places: [{ path, range, message: 'the checkpoint is split here' }],
  };
}
