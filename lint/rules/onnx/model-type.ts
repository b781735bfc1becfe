import { onnxModelTypes, onnxOptimizerFlags, unknownOnnxModelTypes } from '../../../catalog/onnx.ts';
import type { Project } from '../../../deployment/project.ts';
import { FlagSource } from '../../../deployment/settings/flag-source.ts';
import { text, traced } from '../../../deployment/settings/leaves.ts';
import type { SettingSource } from '../../../deployment/settings/setting.ts';
import { programName } from '../../../grammar/command.ts';
import { renameFix } from '../../fixes.ts';
import { placeOf, reportAt } from '../../reading/placed.ts';
import { callsOf } from '../../reading/python-calls.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

/** What people mean by some of the names that are not there (facts: engines/onnx.json). */
const instead: Readonly<Record<string, string>> = {
  roberta: 'its blocks are those of `bert`',
  distilbert: 'its blocks are those of `bert`',
  llama: 'use `onnxruntime.transformers.models.llama` or onnxruntime-genai',
  mistral: 'use onnxruntime-genai',
};

export const onnxModelType: Rule = {
  code: 'BWO003',
  name: 'onnx-model-type',
  area: 'onnx',
  severity: 'error',
  appliesTo: '`onnxruntime.transformers.optimizer`, as a module and as `optimize_model`',
  summary: 'The transformer optimiser does not know the model type.',
  why: 'As a program it stops with “invalid choice”; `optimize_model` logs a warning and returns the model as it was, not optimised.',
  remedy: 'Take a type from the list, by the blocks that the model is made of.',
  sources: ['microsoft/onnxruntime onnxruntime/python/tools/transformers/optimizer.py MODEL_TYPES, 1.30'],
  examplePath: 'optimize.py',
  examples: {
    bad: [
      'from onnxruntime.transformers import optimizer\noptimizer.optimize_model("m.onnx", model_type=«"roberta"», num_heads=12, hidden_size=768)\n',
      {
        'optimize.sh':
          'python -m onnxruntime.transformers.optimizer --input m.onnx --output o.onnx --model_type «llama»\n',
      },
    ],
    good: [
      'from onnxruntime.transformers import optimizer\noptimizer.optimize_model("m.onnx", model_type="bert", num_heads=12, hidden_size=768)\n',
    ],
  },
  scope: 'commands',
  check(context) {
    const names = onnxModelTypes.map(({ name }) => name);
    for (const { settings, isCall } of optimizerUses(context.project)) {
      const type = traced(settings, text, 'model_type');
      if (!type || names.includes(isCall ? type.value : type.value.toLowerCase())) continue;
      const place = placeOf(type);
      const hint = instead[type.value.toLowerCase()] ?? `it knows ${names.join(', ')}`;
      reportAt(context, type, `The optimiser has no type \`${type.value}\`: ${hint}.`, {
        // A name that is no known architecture may have come with a release after the one that was read.
        ...(!unknownOnnxModelTypes.includes(type.value.toLowerCase()) && { severity: 'warning' }),
        fixes: place && !isCall ? renameFix(nearestName(type.value, names), place.path, place.range) : [],
      });
    }
  },
};

/** Every use of the optimiser, by its module or its function. */
export function optimizerUses(
  project: Project,
): { settings: SettingSource; path: string; isCall: boolean; open: boolean }[] {
  const ofCommands = project.commands
    .filter(({ command }) => programName(command) === 'onnxruntime.transformers.optimizer')
    .map(({ file, command }) => ({
      settings: new FlagSource(command.args, file.path, onnxOptimizerFlags, undefined),
      path: file.path,
      isCall: false,
      open: command.args.some(({ value }) => value === undefined),
    }));
  const ofCalls = callsOf(project, /^onnxruntime\.transformers\.optimizer\.optimize_model$/, [
    'input',
    'model_type',
    'num_heads',
    'hidden_size',
  ]).map(({ settings, located }) => ({
    settings,
    path: located.file.path,
    isCall: true,
    open: located.call.open,
  }));
  return [...ofCommands, ...ofCalls];
}
