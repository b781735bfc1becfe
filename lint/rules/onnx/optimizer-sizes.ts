import { number, text, traced } from '../../../deployment/settings/leaves.ts';
import type { SettingSource } from '../../../deployment/settings/setting.ts';
import { joinPath, normalisePath, parentPath } from '../../../workspace/path.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';
import { optimizerUses } from './model-type.ts';

export const onnxOptimizerSizes: Rule = {
  code: 'BWO008',
  name: 'onnx-optimizer-sizes',
  area: 'onnx',
  severity: 'warning',
  appliesTo: '`onnxruntime.transformers.optimizer`, as a module and as `optimize_model`',
  summary: '`num_heads` and `hidden_size` are not those of the model, or not of any.',
  why: 'The heads share the hidden size evenly: where they cannot, attention is not fused and the graph stays slow, without a word. Of numbers that the graph contradicts the optimiser warns and takes the graph’s; where the graph shows none it fuses with what it was told.',
  remedy: 'Give both as the model’s `config.json` has them; 0 lets the optimiser find them for BERT.',
  sources: [
    'microsoft/onnxruntime onnxruntime/python/tools/transformers/fusion_attention.py',
    'microsoft/onnxruntime onnxruntime/python/tools/transformers/optimizer.py optimize_by_fusion',
  ],
  examplePath: 'optimize.py',
  examples: {
    bad: [
      'from onnxruntime.transformers import optimizer\noptimizer.optimize_model("m.onnx", num_heads=«10», hidden_size=768)\n',
      'from onnxruntime.transformers import optimizer\noptimizer.optimize_model("m.onnx", model_type="gpt2", num_heads=«12»)\n',
      {
        'optimize.sh':
          'python -m onnxruntime.transformers.optimizer --input m/model.onnx --output o.onnx --num_heads «16» --hidden_size 768\n',
        'm/config.json': '{ "model_type": "bert", "num_attention_heads": 12, "hidden_size": 768 }\n',
      },
    ],
    good: [
      'from onnxruntime.transformers import optimizer\noptimizer.optimize_model("m.onnx", num_heads=12, hidden_size=768)\n',
      'from onnxruntime.transformers import optimizer\noptimizer.optimize_model("m.onnx", num_heads=0, hidden_size=0)\n',
    ],
  },
  scope: 'commands',
  check(context) {
    for (const { settings, open, path } of optimizerUses(context.project)) {
      const heads = traced(settings, number, 'num_heads');
      const hidden = traced(settings, number, 'hidden_size');
      const type = traced(settings, text, 'model_type')?.value ?? 'bert';
      const only = heads ?? hidden;
      if (heads && hidden) {
        if (heads.value > 0 && hidden.value % heads.value !== 0)
          reportAt(
            context,
            heads,
            `${heads.value} heads cannot share a hidden size of ${hidden.value}: attention is not fused.`,
          );
      } else if (only && only.value > 0 && !open && !findsSizes.has(type))
        reportAt(context, only, `\`${type}\` needs \`num_heads\` and \`hidden_size\` both.`);
      compareWithConfig(context, settings, path, { heads, hidden });
    }
  },
};

/** Types for which one of the two, or none, is enough (optimize_by_fusion). */
const findsSizes: ReadonlySet<string> = new Set(['bert', 'swin', 'unet', 'vae', 'clip', 'sam2']);

type Given = ReturnType<typeof traced<number>>;

/** The `config.json` that lies beside the model that is read. */
function compareWithConfig(
  context: RuleContext,
  settings: SettingSource,
  path: string,
  { heads, hidden }: { heads: Given; hidden: Given },
): void {
  const input = traced(settings, text, 'input')?.value;
  if (input === undefined) return;
  const folder = input.startsWith('/') ? '' : parentPath(path);
  const wanted = normalisePath(joinPath(parentPath(joinPath(folder || '.', input)), 'config.json'));
  const config = context.project.files.find((file) => file.path === wanted);
  const sizes = config && parseObject(config.text);
  if (!sizes) return;
  // Hugging Face's names, those of GPT-2 and T5 among them.
  const told = [
    [heads, ['num_attention_heads', 'n_head', 'num_heads'], 'attention heads'],
    [hidden, ['hidden_size', 'n_embd', 'd_model'], 'as hidden size'],
  ] as const;
  for (const [given, names, what] of told) {
    const own = names.map((name) => sizes[name]).find((value) => typeof value === 'number');
    if (given && given.value > 0 && own !== undefined && given.value !== own)
      reportAt(context, given, `The model’s config.json has ${own} ${what}, not ${given.value}.`);
  }
}

function parseObject(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
