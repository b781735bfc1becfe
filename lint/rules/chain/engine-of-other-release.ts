import { compareVersions } from '../../../catalog/version.ts';
import { folderOf, isInside } from '../../../deployment/paths.ts';
import type { Project } from '../../../deployment/project.ts';
import { engineConfig, placeOfKey } from '../../reading/engine-config.ts';
import type { ModelConfig } from '../../reading/model-config.ts';
import { trtllmModels } from '../../reading/trtllm-models.ts';
import type { Rule } from '../../rule.ts';

const files = (release: string): Record<string, string> => ({
  'deploy/models/llm/config.pbtxt':
    'backend: "tensorrtllm"\nparameters { key: "gpt_model_type" value { string_value: "inflight_fused_batching" } }\nparameters { key: "gpt_model_path" value { string_value: "/models/llm/1" } }\n',
  'deploy/models/llm/1/config.json': `{ ${release}, "pretrained_config": { }, "build_config": { } }\n`,
  'deploy/launch.sh':
    'docker run nvcr.io/nvidia/tritonserver:24.10-trtllm-python-py3 tritonserver --model-repository=/models\n',
});

export const engineOfOtherRelease: Rule = {
  code: 'BWC014',
  name: 'engine-of-other-release',
  area: 'chain',
  severity: 'error',
  appliesTo:
    'models of `backend: "tensorrtllm"` whose engine `config.json` and server release are among the files',
  summary: 'The engine was built by another release of TensorRT-LLM than the server runs.',
  why: 'Engines are tied to the release that built them. Another one does not find keys in the engine’s `config.json`, or TensorRT refuses the plan.',
  remedy:
    'Build the engine in the container that serves it, or take the container of the release that built it.',
  sources: [
    'triton-inference-server/server#7362; NVIDIA/TensorRT-LLM docs/source/reference/troubleshooting.md',
  ],
  examples: { bad: [files('«"version": "0.9.0"»')], good: [files('"version": "0.14.0"')] },
  check({ project, report }) {
    for (const { config } of trtllmModels(project)) {
      const engine = engineConfig(config, project);
      const built = engine && versionOf(engine.file.text);
      const served = built && servedBy(config, project);
      if (!engine || !built || served === undefined || minor(built) === minor(served)) continue;
      // Only releases that are surely different: a development build carries the number of the next one.
      if (/dev|rc/.test(built) && compareVersions(served, built) > 0) continue;
      report(
        engine.file,
        placeOfKey(engine, 'version'),
        `The engine was built by TensorRT-LLM ${built}, and the server has ${served}.`,
      );
    }
  },
};

/** The one release of TensorRT-LLM that the files around the repository name. */
function servedBy({ repository }: ModelConfig, { versions }: Project): string | undefined {
  if (repository === undefined) return undefined;
  const home = folderOf(repository);
  const named = versions.filter(({ tool, file }) => tool === 'trtllm' && isInside(file.path, home));
  const releases = new Set(named.map(({ version }) => version));
  return releases.size === 1 ? [...releases][0] : undefined;
}

const minor = (version: string): string => version.split('.').slice(0, 2).join('.');

function versionOf(text: string): string | undefined {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    return undefined;
  }
  const version =
    typeof config === 'object' && config !== null && 'version' in config ? config.version : undefined;
  return typeof version === 'string' ? version : undefined;
}
