import { folderOf, isInside } from '../../../deployment/paths.ts';
import type { LocatedCommand, Project } from '../../../deployment/project.ts';
import { programName, type Word } from '../../../grammar/command.ts';
import { isDecoupled } from '../../reading/decoupling.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const files = (decoupled: boolean, url: string): Record<string, string> => ({
  'deploy/models/llm/config.pbtxt': `backend: "tensorrtllm"\nmodel_transaction_policy { decoupled: ${decoupled} }\nparameters { key: "gpt_model_type" value { string_value: "V1" } }\n`,
  'deploy/ask.sh': `curl -X POST ${url} -d @request.json\n`,
});

export const decoupledOverHttp: Rule = {
  code: 'BWR020',
  name: 'decoupled-over-http',
  area: 'backend',
  severity: 'error',
  appliesTo:
    '`curl` calls of `/v2/models/…/infer` and `perf_analyzer` calls, where the model is among the files',
  summary: 'A decoupled model is asked over a protocol that takes one answer to a request.',
  why: "A decoupled model may answer as often as it likes. HTTP `/infer` and plain gRPC calls have room for one answer: “HTTP end point doesn't support models with decoupled transaction policy”.",
  remedy:
    'Ask over gRPC streaming or `/generate_stream` (`/generate` for one answer); give `perf_analyzer` `-i grpc --streaming`; or turn `decoupled` off.',
  sources: [
    'triton-inference-server/server docs/user_guide/decoupled_models.md; src/http_server.cc',
    'triton-inference-server/server#2168, NVIDIA/TensorRT-LLM#677, #89',
  ],
  examplePath: 'deploy/ask.sh',
  examples: {
    bad: [
      files(true, '«localhost:8000/v2/models/llm/infer»'),
      {
        ...files(true, 'localhost:8000/v2/models/llm/generate'),
        'deploy/bench.sh': 'perf_analyzer -m «llm» -u localhost:8001\n',
      },
    ],
    good: [
      files(true, 'localhost:8000/v2/models/llm/generate_stream'),
      files(false, 'localhost:8000/v2/models/llm/infer'),
      {
        ...files(true, 'localhost:8000/v2/models/llm/generate'),
        'deploy/bench.sh': 'perf_analyzer -m llm -i grpc --streaming\n',
      },
    ],
  },
  check({ project, report }) {
    for (const located of project.commands) {
      const asked = askedModel(located);
      const model = asked && modelNamed(asked.name, located, project);
      if (!asked || !model || isDecoupled(project, model) !== true) continue;
      report(
        located.file,
        asked.word.range,
        `\`${asked.name}\` is decoupled: ${asked.how} has room for one answer only, and is refused.`,
        { related: [{ path: model.file.path, range: model.head, message: 'the model that is asked' }] },
      );
    }
  },
};

function askedModel({ command }: LocatedCommand): { name: string; word: Word; how: string } | undefined {
  const program = programName(command);
  if (program === 'curl') {
    for (const word of command.args) {
      const text = word.value ?? word.tail ?? '';
      const name = /\/v2\/models\/([\w.-]+)(?:\/versions\/\d+)?\/infer$/.exec(text)?.[1];
      if (name !== undefined) return { name, word, how: 'HTTP `/infer`' };
    }
    return undefined;
  }
  if (program !== 'perf_analyzer' || command.args.some((word) => word.value === undefined)) return undefined;
  const texts = command.args.map(({ value }) => value ?? '');
  const at = texts.findIndex((text) => text === '-m' || text === '--model-name');
  const word = command.args[at + 1];
  const streams = texts.some((text) => text === '--streaming' || /^--service-kind/.test(text));
  return at >= 0 && word?.value !== undefined && !streams
    ? { name: word.value, word, how: '`perf_analyzer` without `--streaming`' }
    : undefined;
}

/** The only model of that name around the command; where there are several, nobody knows which one runs. */
function modelNamed(name: string, { file }: LocatedCommand, project: Project): ModelConfig | undefined {
  const found = modelConfigs(project).filter((config) => config.folder === name);
  const near = found.filter((config) => isInside(config.file.path, folderOf(file.path)));
  const candidates = near.length > 0 ? near : found;
  return candidates.length === 1 ? candidates[0] : undefined;
}
