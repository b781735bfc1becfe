import { text, traced } from '../../../deployment/settings/leaves.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

export const vllmLoadFormat: Rule = {
  code: 'BWV020',
  name: 'vllm-load-format',
  area: 'vllm',
  severity: 'error',
  appliesTo: 'vLLM with weights in an object store (`s3://`, `gs://`, `az://`)',
  summary: 'Weights in an object store are to be read with a format that reads only files.',
  why: 'Only the streaming loaders fetch from an object store; vLLM refuses the others, or takes the address for a folder that is not there.',
  remedy: 'Write `--load-format runai_streamer`, or leave it out.',
  sources: ['vllm-project/vllm vllm/engine/arg_utils.py create_model_config at 0.28'],
  examplePath: 'serve.sh',
  examples: {
    bad: ['vllm serve s3://models/llama --load-format «safetensors»\n'],
    good: [
      'vllm serve s3://models/llama --load-format runai_streamer_sharded\n',
      'vllm serve s3://models/llama\n',
      'vllm serve ./llama --load-format safetensors\n',
    ],
  },
  check(context) {
    for (const { settings, deployment } of engineRuns(context.project, context.options, 'vllm')) {
      const format = traced(settings, text, 'load-format');
      const model = deployment?.model.name?.value ?? '';
      if (format && /^(s3|gs|az):\/\//.test(model) && !streaming.test(format.value))
        reportAt(context, format, `\`${format.value}\` does not read from \`${model}\`.`);
    }
  },
};

/** Tensorizer has addresses of its own; a name with a dot or in upper case may be a plug-in. */
const streaming = /^(auto|runai_streamer|modelexpress|tensorizer|dummy)|[.A-Z]/;
