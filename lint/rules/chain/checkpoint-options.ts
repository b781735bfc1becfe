import { checkpointSteps } from '../../reading/engine-chains.ts';
import { isOn } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const convert = (options: string): string =>
  `python3 examples/llama/convert_checkpoint.py --model_dir m --output_dir ckpt ${options}\n`;

export const checkpointOptions: Rule = {
  code: 'BWC009',
  name: 'checkpoint-formats-contradict',
  area: 'chain',
  severity: 'error',
  appliesTo: '`convert_checkpoint.py`',
  summary: 'Two ways of quantising weights or the KV cache are asked for at once.',
  why: 'SmoothQuant and weight-only quantisation exclude each other, and a KV cache is either INT8 or FP8. The script takes one of them, or stops.',
  remedy: 'Keep the one that is meant.',
  sources: ['NVIDIA/TensorRT-LLM examples/llama/convert_checkpoint.py, tags v0.8 to v0.15'],
  examplePath: 'convert.sh',
  examples: {
    bad: [
      convert('--use_weight_only --smoothquant «0.5»'),
      convert('--int8_kv_cache «--fp8_kv_cache»'),
      convert('--weight_only_precision «int4»'),
    ],
    good: [
      convert('--use_weight_only --weight_only_precision int4'),
      convert('--smoothquant 0.5 --per_channel'),
    ],
  },
  check(context) {
    for (const { settings, open } of checkpointSteps(context.project, context.options)) {
      const at = (name: string) => {
        const setting = settings.find(name);
        return setting && isOn(setting) ? { value: 0, origin: setting.origin } : undefined;
      };
      if (at('use-weight-only') && at('smoothquant'))
        reportAt(context, at('smoothquant'), '`--smoothquant` and `--use_weight_only` exclude each other.');
      if (at('int8-kv-cache') && at('fp8-kv-cache'))
        reportAt(context, at('fp8-kv-cache'), 'The KV cache is either INT8 or FP8.');
      if (!open && at('weight-only-precision') && !at('use-weight-only'))
        reportAt(
          context,
          at('weight-only-precision'),
          '`--weight_only_precision` does nothing without `--use_weight_only`.',
          {
            severity: 'warning',
          },
        );
    }
  },
};
