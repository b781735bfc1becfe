import { findTrtllmParameter } from '../../../catalog/trtllm-parameters.ts';
import { mapEntries, scalarField, stringValue } from '../../../grammar/textproto/query.ts';
import type { MessageNode, ScalarNode } from '../../../grammar/textproto/tree.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import { placeholdersIn } from '../../reading/placeholders.ts';
import type { Rule } from '../../rule.ts';

export const unfilledPlaceholder: Rule = {
  code: 'BWF002',
  name: 'unfilled-placeholder',
  area: 'text-format',
  severity: 'error',
  appliesTo: '`config.pbtxt` made from a template; a placeholder inside quotes is a warning',
  summary: 'A placeholder of a template was not filled in.',
  why:
    'Outside quotes Triton cannot read the file at all (“Expected integer, got: $”). Inside quotes it is an ordinary text: the TensorRT-LLM backend cannot read it as a value and silently takes its default, ' +
    'and as a path or name it leads nowhere. `fill_template.py` leaves what it has no value for as it is, without a word.',
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
    ],
    good: [
      `backend: "python"\n# fill in \${tokenizer_dir}\nparameters { key: "tokenizer_dir" value { string_value: "$$TRITON_MODEL_DIRECTORY/tokenizer" } }\n`,
    ],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      for (const issue of config.config.tree.issues) {
        if (issue.id === 'placeholder')
          report(config.file, issue.range, `${issue.message} Triton cannot read the file.`);
      }
      const keys = parameterKeys(config);
      for (const node of strings(config.root)) {
        if (!node.string?.includes('{')) continue;
        const text = config.file.text.slice(node.range.start, node.range.end);
        for (const { text: placeholder, range } of placeholdersIn(text, node.range.start)) {
          report(
            config.file,
            range,
            `\`${placeholder}\` was not filled in${consequence(config, keys.get(node))}.`,
            { severity: 'warning' },
          );
        }
      }
    }
  },
};

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

function* strings(message: MessageNode): Generator<ScalarNode> {
  for (const { values } of message.fields) {
    for (const value of values) {
      if (value.kind === 'message') yield* strings(value);
      else if (value.type === 'string') yield value;
    }
  }
}
