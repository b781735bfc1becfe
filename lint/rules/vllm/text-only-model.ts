import { readsTextOnly } from '../../../catalog/vllm-models.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { holdsFor, type Releases } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

/** What vLLM refuses for a model that reads text alone, and when. */
const forOthers: readonly (Releases & { readonly option: string; readonly what: string })[] = [
  { option: 'limit-mm-per-prompt', what: 'limit of images', from: '0.3.3', before: '0.9.0' },
  { option: 'default-mm-loras', what: 'adapter for images', from: '0.10.0' },
];

export const vllmTextOnlyModel: Rule = {
  code: 'BWV023',
  name: 'vllm-text-only-model',
  area: 'vllm',
  severity: 'error',
  appliesTo:
    'vLLM with a model of the catalogue: `--limit-mm-per-prompt` up to 0.8, `--default-mm-loras` from 0.10 on',
  summary: 'An option for images or sound is given to a model that reads text alone.',
  why: 'vLLM stops before it loads the model: “limit_mm_per_prompt is only supported for multimodal models”, “Default modality-specific LoRA(s) were provided for a non multimodal model”.',
  remedy: 'Drop the option, or serve the model for images that is meant.',
  sources: [
    'vllm-project/vllm vllm/config.py ModelConfig at 0.6.6',
    'vllm-project/vllm vllm/engine/arg_utils.py create_engine_config, 0.10 to 0.28',
    'vllm-project/vllm docs/models/supported_models.md@0046f770',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      `# batchwise: vllm=0.8.5\nvllm serve meta-llama/Llama-3.1-8B-Instruct --limit-mm-per-prompt «image=2»\n`,
      `# batchwise: vllm=0.12.0\nvllm serve Qwen/Qwen2.5-7B-Instruct --enable-lora --default-mm-loras «'{"audio": "a"}'»\n`,
    ],
    good: [
      '# batchwise: vllm=0.11.0\nvllm serve meta-llama/Llama-3.1-8B-Instruct --limit-mm-per-prompt image=2\n',
      '# batchwise: vllm=0.8.5\nvllm serve google/gemma-3-27b-it --limit-mm-per-prompt image=2\n',
    ],
  },
  check(context) {
    for (const run of engineRuns(context.project, context.options, 'vllm')) {
      const model = run.deployment?.model.architecture?.value;
      if (!model || readsTextOnly(model) !== true) continue;
      for (const { option, what, ...releases } of forOthers) {
        const setting = run.settings.find(option);
        if (setting && run.version !== undefined && holdsFor(run, releases))
          reportAt(
            context,
            { value: 0, origin: setting.origin },
            `${model.name} reads text alone: it has no ${what}.`,
          );
      }
    }
  },
};
