import { findTrtllmParameter } from '../../../catalog/trtllm-parameters.ts';
import type { Project } from '../../../deployment/project.ts';
import { mapEntries, scalarField, stringValue } from '../../../grammar/textproto/query.ts';
import type { ScalarNode } from '../../../grammar/textproto/tree.ts';
import type { Fix, RelatedLocation } from '../../finding.ts';
import { replaceFix } from '../../fixes.ts';
import { type Filling, fillingOf } from '../../reading/fill-commands.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import { valueFor } from '../../reading/placeholder-values.ts';
import {
  mayHavePlaceholder,
  type Placeholder,
  placeholdersIn,
  templateOf,
} from '../../reading/placeholders.ts';
import { scalarsOf } from '../../reading/scalars.ts';
import type { ReportDetails, Rule } from '../../rule.ts';

export const unfilledPlaceholder: Rule = {
  code: 'BWF002',
  name: 'unfilled-placeholder',
  area: 'text-format',
  severity: 'error',
  appliesTo: '`config.pbtxt` made from a template; a placeholder inside quotes is a warning',
  summary: 'A placeholder of a template was not filled in.',
  why:
    'Outside quotes Triton cannot read the file at all (“Expected integer, got: $”). Inside quotes it is an ordinary text: the TensorRT-LLM backend cannot read it as a value and silently takes its default, ' +
    'and as a path or name it leads nowhere. `fill_template.py` leaves what it has no value for as it is, without a word. Where a `fill_template.py` command among the files fills this one, the file is checked as filled, and only what the command leaves out is reported.',
  remedy:
    'Fill the template in for every model of the repository, and delete the parameters that are to keep their defaults.',
  sources: [
    'triton-inference-server/tensorrtllm_backend tools/fill_template.py (string.Template.safe_substitute)',
    'triton-inference-server/tensorrtllm_backend#501, #393, triton-inference-server/server#8592',
    'NVIDIA/TensorRT-LLM triton_backend/inflight_batcher_llm/src/model_instance_state.cc',
  ],
  examples: {
    bad: [
      `backend: "tensorrtllm"\nmax_batch_size: «\${triton_max_batch_size}»\n`,
      `backend: "python"\nparameters { key: "tokenizer_dir" value { string_value: "«\${tokenizer_dir}»" } }\n`,
      {
        'deploy/models/ensemble/config.pbtxt': `platform: "ensemble"\nmax_batch_size: «\${triton_max_batch_size}»\n`,
        'deploy/fill.sh':
          'python3 tools/fill_template.py -i models/ensemble/config.pbtxt triton_max_batchsize:64\n',
      },
    ],
    good: [
      {
        'deploy/models/tensorrt_llm/config.pbtxt': `backend: "tensorrtllm"\nmax_batch_size: \${triton_max_batch_size}\nparameters { key: "gpt_model_type" value { string_value: "\${batching_strategy}" } }\n`,
        'deploy/fill.sh':
          'python3 tools/fill_template.py -i models/tensorrt_llm/config.pbtxt triton_max_batch_size:64,batching_strategy:inflight_fused_batching\n',
      },
      `backend: "python"\n# fill in \${tokenizer_dir}\nparameters { key: "tokenizer_dir" value { string_value: "$$TRITON_MODEL_DIRECTORY/tokenizer" } }\n`,
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      if (!mayHavePlaceholder(config.file.text)) continue;
      const filling = config.config.excerpt ? undefined : fillingOf(project, config.file);
      const isFilled = ({ name }: Placeholder): boolean =>
        name !== undefined && filling?.values.has(name) === true;
      const details = (placeholder: Placeholder, key?: string): ReportDetails => ({
        fixes: fixesFor(placeholder, key, config, project),
        related: missedBy(filling),
      });
      for (const issue of config.config.tree.issues) {
        if (issue.id !== 'placeholder') continue;
        const [placeholder] = placeholdersIn(
          config.file.text.slice(issue.range.start, issue.range.end),
          issue.range.start,
        );
        if (placeholder && isFilled(placeholder)) continue;
        const whose = placeholder ? ` It is a ${templateOf(placeholder.text)}.` : '';
        report(
          config.file,
          issue.range,
          `${issue.message} Triton cannot read the file.${whose}`,
          placeholder && details(placeholder),
        );
      }
      const keys = parameterKeys(config);
      for (const node of scalarsOf(config)) {
        // A text with statements, such as a chat template, is meant to reach the model as it is.
        if (node.type !== 'string' || !node.string?.includes('{') || node.string.includes('{%')) continue;
        const text = config.file.text.slice(node.range.start, node.range.end);
        for (const placeholder of placeholdersIn(text, node.range.start)) {
          if (isFilled(placeholder)) continue;
          report(
            config.file,
            placeholder.range,
            `\`${placeholder.text}\` was not filled in${consequence(config, keys.get(node))}.`,
            { severity: 'warning', ...details(placeholder, keys.get(node)) },
          );
        }
      }
    }
  },
};

/** The commands that fill the file and leave this out. */
const missedBy = (filling: Filling | undefined): RelatedLocation[] =>
  filling?.commands.map(({ located }) => ({
    path: located.file.path,
    range: located.command.program.range,
    message: 'this fills the file and gives no value for it',
  })) ?? [];

function fixesFor(
  { name, range }: Placeholder,
  key: string | undefined,
  config: ModelConfig,
  project: Project,
): Fix[] {
  const known =
    name === undefined ? undefined : valueFor(name, config.isTensorrtllm ? key : undefined, project);
  return known
    ? [
        replaceFix(
          `Fill in \`${known.value}\`, ${known.because}`,
          config.file.path,
          range,
          known.value,
          false,
        ),
      ]
    : [];
}

/** What the TensorRT-LLM backend does with the parameter's text. */
function consequence(config: ModelConfig, key: string | undefined): string {
  const parameter = key === undefined || !config.isTensorrtllm ? undefined : findTrtllmParameter(key);
  if (!parameter) return '';
  if (parameter.type === 'path') return `: \`${key}\` leads nowhere`;
  if (parameter.required) return `: the model does not load without \`${key}\``;
  return parameter.default === undefined || parameter.default === ''
    ? `: \`${key}\` is taken as not set`
    : `: \`${key}\` keeps its default, ${String(parameter.default)}`;
}

function parameterKeys(config: ModelConfig): Map<ScalarNode, string> {
  const keys = new Map<ScalarNode, string>();
  for (const { keyText, value } of mapEntries(config.root, 'parameters')) {
    const node = value?.kind === 'message' ? scalarField(value, 'string_value') : undefined;
    if (node && stringValue(node) !== undefined) keys.set(node, keyText);
  }
  return keys;
}
