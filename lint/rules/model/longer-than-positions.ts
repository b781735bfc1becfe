import type { EngineName } from '../../../deployment/deployment.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { placeOf, reportAt } from '../../reading/placed.ts';
import { ropeFactor } from '../../reading/rope-scaling.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const longerThanPositions: Rule = {
  code: 'BWA005',
  name: 'longer-than-model',
  area: 'model',
  severity: 'error',
  appliesTo:
    'vLLM from 0.4 and SGLang where the model is known; TensorRT-LLM engines, as a warning. Not where rope scaling is set by a flag, nor where the variable that allows it is set',
  summary: 'The longest sequence is longer than the model has positions.',
  why: 'vLLM stops: “User-specified max_model_len is greater than the derived max_model_len”. TensorRT-LLM builds the engine and warns; what comes behind the last position of the training is mostly nonsense.',
  remedy:
    'Lower the length, or extend the positions on purpose with rope scaling (`--hf-overrides`). `VLLM_ALLOW_LONG_MAX_MODEL_LEN=1` and `SGLANG_ALLOW_OVERWRITE_LONGER_CONTEXT_LEN=1` only silence the check.',
  sources: [
    'vllm-project/vllm vllm/config _get_and_verify_max_len; vllm/envs.py VLLM_ALLOW_LONG_MAX_MODEL_LEN',
    'sgl-project/sglang python/sglang/srt/configs/model_config.py',
    'NVIDIA/TensorRT-LLM tensorrt_llm/builder.py _init_max_seq_len',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'vllm serve Qwen/Qwen2.5-7B-Instruct --max-model-len «131072»\n',
      'python -m sglang.launch_server --model-path Qwen/Qwen3-8B --context-length «100000»\n',
      { 'run.py': 'import vllm\nvllm.LLM(model="Qwen/Qwen2.5-7B-Instruct", max_model_len=«65536»)\n' },
    ],
    good: [
      'vllm serve Qwen/Qwen2.5-7B-Instruct --max-model-len 32768\n',
      'VLLM_ALLOW_LONG_MAX_MODEL_LEN=1 vllm serve Qwen/Qwen2.5-7B-Instruct --max-model-len 131072\n',
      'vllm serve Qwen/Qwen2.5-7B-Instruct --max-model-len 131072 --rope-scaling \'{"rope_type":"yarn","factor":4.0,"original_max_position_embeddings":32768}\'\n',
    ],
  },
  check(context) {
    reportServers(context);
    reportEngines(context);
  },
};

/** What lets a server be longer than the model says. */
const overrides = [
  'rope-scaling',
  'rope-parameters',
  'hf-overrides',
  'json-model-override-args',
  'config-format',
];
const permission: Partial<Record<EngineName, string>> = {
  vllm: 'VLLM_ALLOW_LONG_MAX_MODEL_LEN',
  sglang: 'SGLANG_ALLOW_OVERWRITE_LONGER_CONTEXT_LEN',
};

function reportServers(context: RuleContext): void {
  const { project, options } = context;
  for (const { engine, deployment, settings, env } of engineRuns(project, options, 'vllm', 'sglang')) {
    const name = deployment?.model.name?.value;
    const model = deployment?.model.architecture?.value;
    const asked = deployment?.limits.maxSeqLen;
    if (!model?.maxPosition || !asked || name === undefined || settings.find(...overrides)) continue;
    if (Object.hasOwn(env, permission[engine]!)) continue;
    const most = model.maxPosition * ropeFactor(name, project);
    if (asked.value > most) reportAt(context, asked, messageFor(asked.value, model.name, most));
  }
}

function reportEngines(context: RuleContext): void {
  for (const deployment of context.project.deployments) {
    if (deployment.engine.name.value !== 'tensorrt-llm') continue;
    const model = deployment.model.architecture?.value;
    const asked = deployment.limits.maxSeqLen;
    const name = deployment.model.name?.value ?? '';
    if (!model?.maxPosition || !asked || !placeOf(asked)) continue;
    const most = model.maxPosition * ropeFactor(name, context.project);
    if (asked.value > most)
      reportAt(context, asked, messageFor(asked.value, model.name, most), { severity: 'warning' });
  }
}

const messageFor = (asked: number, model: string, most: number): string =>
  `${model} has ${most} positions, and ${asked} tokens are asked for.`;
