import { isWithin } from '../../../catalog/version.ts';
import { text, traced } from '../../../deployment/settings/leaves.ts';
import { checkpointMethod } from '../../reading/checkpoint-methods.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

export const halfOnly: Rule = {
  code: 'BWA007',
  name: 'half-only-quantization',
  area: 'model',
  severity: 'error',
  appliesTo: 'vLLM with `--quantization awq`, `gptq` or another method whose kernels compute in FP16 alone',
  summary: 'BF16 is asked for with a quantisation whose kernels take only FP16.',
  why: 'vLLM stops: “torch.bfloat16 is not supported for quantization method awq. Supported dtypes: [torch.float16]”.',
  remedy: 'Write `--dtype half`, or take the Marlin kernels (`awq_marlin`, `gptq_marlin`), which know both.',
  sources: [
    'vllm-project/vllm vllm/model_executor/layers/quantization get_supported_act_dtypes, 0.3 to 0.28',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: ['vllm serve TheBloke/Llama-2-7B-Chat-AWQ --quantization awq --dtype «bfloat16»\n'],
    good: [
      'vllm serve TheBloke/Llama-2-7B-Chat-AWQ --quantization awq --dtype half\n',
      'vllm serve TheBloke/Llama-2-7B-Chat-AWQ --quantization awq_marlin --dtype bfloat16\n',
      'vllm serve TheBloke/Llama-2-7B-Chat-AWQ --dtype bfloat16\n',
    ],
  },
  check(context) {
    const { project, options } = context;
    for (const { deployment, settings, version } of engineRuns(project, options, 'vllm')) {
      const method = traced(settings, text, 'quantization');
      const dtype = traced(settings, text, 'dtype');
      if (dtype?.value !== 'bfloat16' || !method) continue;
      const until = halfUntil[method.value];
      if (until === undefined || (version !== undefined && !isWithin(version, undefined, until))) continue;
      // The method may give way to its Marlin form only where the checkpoint itself is not named.
      if (
        checkpointMethod(deployment?.model, project)?.inConfig === false &&
        method.value === 'gptq' &&
        !version
      )
        continue;
      reportAt(context, dtype, `\`${method.value}\` computes in FP16 alone.`, { fixes: halfFix(dtype) });
    }
  },
};

/** Methods of FP16 alone, with the release from which that is no longer so; facts: engines/vllm_hw.json. */
const halfUntil: Readonly<Record<string, string>> = { awq: '99', gptq: '0.23.0', squeezellm: '0.6.1' };

function halfFix(dtype: NonNullable<ReturnType<typeof traced<string>>>) {
  const { origin } = dtype;
  return origin.kind === 'file'
    ? [
        {
          title: 'Change to `half`',
          safe: false,
          edits: [{ path: origin.path, range: origin.range, text: 'half' }],
        },
      ]
    : [];
}
