import { hasNoDraftLayers } from '../../../catalog/vllm-models.ts';
import { configFileOf } from '../../../deployment/model-name.ts';
import { limit, text, traced } from '../../../deployment/settings/leaves.ts';
import { draftModel } from '../../reading/draft-model.ts';
import { type EngineRun, engineRuns } from '../../reading/engine-runs.ts';
import { holdsFor } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

export const vllmDrafterUnsupported: Rule = {
  code: 'BWV024',
  name: 'vllm-drafter-unsupported',
  area: 'vllm',
  severity: 'error',
  appliesTo: '`--speculative-config` of vLLM from 0.8.3, and `speculative_config` of `vllm.LLM`',
  summary: 'The drafter does not run in the release, with the model, over pipeline stages, or in the image.',
  why: 'vLLM 0.10 took draft models out with the V0 engine and brought them back with 0.14. `mtp` drafts with layers of the model itself, which most models do not have and which cannot be cut into stages. Suffix decoding needs a package that no image of vLLM brings.',
  remedy:
    'Take `ngram`, EAGLE or another release; install `arctic-inference` for suffix decoding; draft on one stage.',
  sources: [
    'vllm-project/vllm vllm/config/speculative.py SpeculativeConfig.__post_init__ and _validate_suffix_decoding',
    'vllm-project/vllm#26547, #31883, #28384, PR #24322',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      `# batchwise: vllm=0.11.0\nvllm serve meta-llama/Llama-3.1-70B-Instruct --speculative-config «'{"model": "meta-llama/Llama-3.2-1B", "num_speculative_tokens": 5}'»\n`,
      `# batchwise: vllm=0.20.0\nvllm serve Qwen/Qwen2.5-7B-Instruct --speculative-config «'{"method": "mtp", "num_speculative_tokens": 1}'»\n`,
      `# batchwise: vllm=0.20.0\nvllm serve deepseek-ai/DeepSeek-V3 -tp 8 --pipeline-parallel-size «2» --speculative-config '{"method": "mtp", "num_speculative_tokens": 1}'\n`,
      `docker run --gpus all vllm/vllm-openai:v0.20.0 --model m --speculative-config «'{"method": "suffix"}'»\n`,
      {
        'm/config.json':
          '{ "model_type": "deepseek_v3", "num_nextn_predict_layers": 2, "hidden_size": 7168 }',
        'serve.sh': `# batchwise: vllm=0.20.0\nvllm serve ./m --speculative-config «'{"method": "mtp", "num_speculative_tokens": 3}'»\n`,
      },
    ],
    good: [
      `# batchwise: vllm=0.20.0\nvllm serve meta-llama/Llama-3.1-70B-Instruct --speculative-config '{"model": "meta-llama/Llama-3.2-1B", "num_speculative_tokens": 5}'\n`,
      `# batchwise: vllm=0.11.0\nvllm serve deepseek-ai/DeepSeek-V3 -tp 8 --speculative-config '{"method": "mtp", "num_speculative_tokens": 1}'\n`,
      `# batchwise: vllm=0.11.0\nvllm serve meta-llama/Llama-3.1-8B-Instruct --speculative-config '{"model": "yuhuili/EAGLE3-LLaMA3.1-Instruct-8B", "num_speculative_tokens": 3}'\n`,
      `pip install arctic-inference\nvllm serve m --speculative-config '{"method": "suffix"}'\n`,
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm')) {
      checkDraftModel(context, run);
      checkOwnLayers(context, run);
      checkSuffix(context, run);
    }
  },
};

const methodOf = ({ settings }: EngineRun) => traced(settings, text, 'speculative-config.method');

function checkDraftModel(context: RuleContext, run: EngineRun): void {
  const draft = draftModel(run, context.project);
  if (draft && run.version !== undefined && holdsFor(run, { from: '0.10.0', before: '0.14.0' }))
    reportAt(
      context,
      draft.named,
      `vLLM ${run.version} drafts with no language model: these went with 0.10 and came back with 0.14.`,
    );
}

const ownLayers = /^(mtp|deepseek_mtp|glm4_moe_mtp|qwen3_next_mtp|ernie_mtp|mimo_mtp)$/;

function checkOwnLayers(context: RuleContext, run: EngineRun): void {
  const method = methodOf(run);
  const model = run.deployment?.model;
  if (!method || !ownLayers.test(method.value)) return;
  const architecture = model?.architecture?.value;
  if (architecture && hasNoDraftLayers(architecture) && !run.settings.find('speculative-config.model'))
    reportAt(context, method, `${architecture.name} has no layers of its own to draft with.`);
  const stages = traced(run.settings, limit, 'pipeline-parallel-size');
  // DeepSeekMTP has no SupportsPP in any release that was read.
  if (architecture?.mla && stages && stages.value > 1 && holdsFor(run, { from: '0.8.0', before: '0.29.0' }))
    reportAt(
      context,
      stages,
      `The layers that ${architecture.name} drafts with cannot be cut into ${stages.value} stages.`,
    );
  checkMultiple(context, run);
}

/** Each round of the layers drafts as many tokens as there are layers. */
function checkMultiple(context: RuleContext, { settings, deployment }: EngineRun): void {
  const tokens = traced(settings, limit, 'speculative-config.num-speculative-tokens');
  const name = deployment?.model.name?.value;
  const file = name === undefined ? undefined : configFileOf(name, context.project.files);
  const layers = Number(/"num_nextn_predict_layers"\s*:\s*(\d+)/.exec(file?.text ?? '')?.[1] ?? 1);
  if (tokens && layers > 1 && tokens.value > layers && tokens.value % layers !== 0)
    reportAt(
      context,
      tokens,
      `The model drafts ${layers} tokens a round: ${tokens.value} is no multiple of that.`,
    );
}

/** An image of vLLM holds what its Dockerfile installs, and `arctic-inference` is not among it. */
function checkSuffix(context: RuleContext, run: EngineRun): void {
  const method = methodOf(run);
  const image = run.located?.command.image?.value ?? '';
  if (method?.value !== 'suffix' || !/(^|\/)vllm\/vllm-openai(:|@|$)/.test(image)) return;
  if (!/arctic[-_]inference/i.test(run.file.text))
    reportAt(
      context,
      method,
      '`vllm/vllm-openai` does not bring `arctic-inference`, which suffix decoding needs.',
    );
}
