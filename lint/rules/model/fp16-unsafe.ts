import { isWithin } from '../../../catalog/version.ts';
import { text, traced } from '../../../deployment/settings/leaves.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

export const fp16Unsafe: Rule = {
  code: 'BWA008',
  name: 'fp16-overflows',
  area: 'model',
  severity: 'error',
  appliesTo: 'vLLM from 0.9 with Gemma 2, Gemma 3, PLaMo 2 and GLM-4',
  summary: 'FP16 is asked for with a model whose activations do not fit into it.',
  why: 'Activations overflow and the answers are empty or nonsense; vLLM refuses: “The model type … does not support float16. Reason: Numerical instability.”',
  remedy: 'Write `--dtype bfloat16`, or `float32` on GPUs without BF16.',
  sources: ['vllm-project/vllm vllm/config _FLOAT16_NOT_SUPPORTED_MODELS'],
  examplePath: 'serve.sh',
  examples: {
    bad: ['# batchwise: vllm=0.10.0\nvllm serve google/gemma-3-12b-it --dtype «half»\n'],
    good: [
      'vllm serve google/gemma-3-12b-it --dtype bfloat16\n',
      '# batchwise: vllm=0.8.0\nvllm serve google/gemma-3-12b-it --dtype half\n',
    ],
  },
  check(context) {
    for (const { deployment, settings, version } of engineRuns(context.project, context.options, 'vllm')) {
      const dtype = traced(settings, text, 'dtype');
      const model = deployment?.model.name?.value ?? '';
      if (!dtype || !/^(half|float16)$/.test(dtype.value) || !unsafe.test(model)) continue;
      if (version !== undefined && !isWithin(version, '0.9.0', undefined)) continue;
      reportAt(context, dtype, `The activations of ${model} do not fit into FP16.`);
    }
  },
};

const unsafe = /(^|\/)(gemma-[23]-|plamo-2-|GLM-4-(9B|32B)-0414)/i;
