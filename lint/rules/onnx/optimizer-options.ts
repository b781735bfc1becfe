import { number, text, traced } from '../../../deployment/settings/leaves.ts';
import { isOn } from '../../reading/option-constraints.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';
import { optimizerUses } from './model-type.ts';

/** Types whose sizes the optimiser finds by itself. */
const sized = ['bert', 'swin', 'unet', 'vae', 'clip', 'sam2'];

export const onnxOptimizerOptions: Rule = {
  code: 'BWO004',
  name: 'onnx-optimizer-options',
  area: 'onnx',
  severity: 'warning',
  appliesTo: '`onnxruntime.transformers.optimizer`, as a module and as `optimize_model`',
  summary: 'Options of the transformer optimiser do not fit together, or leave it without what it needs.',
  why: 'Levels are 0, 1, 2 and 99. From level 2 on ONNX Runtime writes operators of the device that it runs on: without `use_gpu` the graph is one for the CPU. Attention is fused only where the number of heads is known.',
  remedy: 'Set what the message names.',
  sources: ['microsoft/onnxruntime onnxruntime/python/tools/transformers/optimizer.py, 1.30'],
  examplePath: 'optimize.sh',
  examples: {
    bad: [
      'python -m onnxruntime.transformers.optimizer --input m.onnx --output o.onnx --opt_level «3»\n',
      'python -m onnxruntime.transformers.optimizer --input m.onnx --output o.onnx --model_type «gpt2»\n',
      'python -m onnxruntime.transformers.optimizer --input m.onnx --output «m.onnx»\n',
    ],
    good: [
      'python -m onnxruntime.transformers.optimizer --input m.onnx --output o.onnx --model_type gpt2 --num_heads 12 --hidden_size 768 --use_gpu --opt_level 2\n',
    ],
  },
  check(context) {
    for (const { settings, open, isCall } of optimizerUses(context.project)) {
      const level = traced(settings, number, 'opt_level');
      const type = traced(settings, text, 'model_type');
      if (level && ![0, 1, 2, 99].includes(level.value))
        reportAt(context, level, `Levels of optimisation are 0, 1, 2 and 99, not ${level.value}.`, {
          severity: 'error',
        });
      else if (level && level.value > 1 && !open && !isOn(settings.find('use_gpu')))
        reportAt(context, level, 'Without `use_gpu` this level writes operators of the CPU into the graph.');
      if (level?.value === 0 && isOn(settings.find('only_onnxruntime')))
        reportAt(context, level, '`only_onnxruntime` needs a level above 0: nothing is optimised.');
      if (type && !open && !sized.includes(type.value) && !settings.find('num_heads'))
        reportAt(
          context,
          type,
          `The optimiser does not find the heads of \`${type.value}\`: give \`num_heads\` and \`hidden_size\`.`,
        );
      const packing = settings.find('convert_to_packing_mode');
      if (isOn(packing) && type && type.value !== 'bert')
        reportAt(context, type, 'Packing is known for `bert` alone.', { severity: 'error' });
      const [input, output] = [traced(settings, text, 'input'), traced(settings, text, 'output')];
      if (!isCall && input && output && input.value === output.value)
        reportAt(context, output, 'This overwrites the model that is read.');
    }
  },
};
