import { nimDeployment, nimModel, nimRuns } from '../../reading/nim-runs.ts';
import type { Rule } from '../../rule.ts';

export const nimLongerThanModel: Rule = {
  code: 'BWN006',
  name: 'nim-longer-than-model',
  area: 'nim',
  severity: 'error',
  appliesTo:
    'containers of `nvcr.io/nim/…` with `NIM_MAX_MODEL_LEN` whose model is known, by its variables or by the image',
  summary: 'The longest sequence is longer than the model has positions.',
  why: 'The variable is the `--max-model-len` of the engine, which stops: “User-specified max_model_len is greater than the derived max_model_len”.',
  remedy: 'Lower `NIM_MAX_MODEL_LEN`, or leave it to the model.',
  sources: ['docs.nvidia.com/nim/large-language-models: environment variables, NIM_MAX_MODEL_LEN'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      'docker run --gpus all -e NGC_API_KEY=$KEY -e NIM_MAX_MODEL_LEN=«200000» nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8.0\n',
      'docker run --gpus all -e NGC_API_KEY=$KEY -e NIM_MODEL_NAME=hf://Qwen/Qwen2.5-7B-Instruct -e NIM_MAX_MODEL_LEN=«131072» nvcr.io/nim/nvidia/llm-nim:2.0.0\n',
    ],
    good: [
      'docker run --gpus all -e NGC_API_KEY=$KEY -e NIM_MODEL_NAME=hf://Qwen/Qwen2.5-7B-Instruct -e NIM_MAX_MODEL_LEN=32768 nvcr.io/nim/nvidia/llm-nim:2.0.0\n',
    ],
  },
  check({ project, report }) {
    for (const located of nimRuns(project)) {
      const word = located.command.env.NIM_MAX_MODEL_LEN;
      const model = nimModel(located, project);
      if (!word?.value || !model?.maxPosition || located.command.env.VLLM_ALLOW_LONG_MAX_MODEL_LEN) continue;
      if (Number(word.value) > model.maxPosition)
        report(
          located.file,
          word.range,
          `${model.name} has ${model.maxPosition} positions.`,
          // Which engine a 1.x container takes hangs on the profile that it chooses.
          nimDeployment(located, project) ? {} : { severity: 'warning' },
        );
    }
  },
};
