import type { Project } from '../../../deployment/project.ts';
import type { Range } from '../../../grammar/text.ts';
import { backendOf, pythonScript } from '../../reading/backends.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import { autoCompletes } from '../../reading/server-calls.ts';
import { type Tensor, tensorsOf } from '../../reading/tensors.ts';
import type { LintOptions, Rule } from '../../rule.ts';

/** Backends that take what they need from the config and fill nothing in. */
const unfilling = new Set(['tensorrtllm', 'pytorch']);

export const incompleteTensor: Rule = {
  code: 'BWT012',
  name: 'incomplete-tensor',
  area: 'triton',
  severity: 'error',
  appliesTo: '`input` and `output` where no backend fills in what is missing',
  summary: 'An input or output lacks its name, its data type or its dimensions.',
  why: 'Triton refuses the model; only with auto-complete, and only for some backends, is the gap filled from the model file.',
  remedy: 'Say all three: `name`, `data_type` and `dims`.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateIOShape'],
  examples: {
    bad: ['backend: "pytorch"\ninput [ { name: «"INPUT__0"» dims: [ 3 ] } ]\n'],
    good: [
      'backend: "pytorch"\ninput [ { name: "INPUT__0" data_type: TYPE_FP32 dims: [ 3 ] } ]\noutput [ { name: "OUTPUT__0" data_type: TYPE_FP32 dims: [ 3 ] } ]\n',
      'backend: "onnxruntime"\ninput [ { name: "x" } ]\n',
    ],
  },
  scope: 'config',
  check({ project, options, report }) {
    for (const config of modelConfigs(project)) {
      if (!config.whole || mayBeFilledIn(project, config, options)) continue;
      for (const tensor of tensorsOf(config)) {
        const missing = missingParts(tensor);
        if (missing.length === 0) continue;
        const title = tensor.name ? `\`${tensor.name}\`` : 'without a name';
        report(
          config.file,
          headOf(config, tensor),
          `The ${tensor.side} ${title} lacks ${missing.map((name) => `\`${name}\``).join(' and ')}.`,
        );
      }
    }
  },
};

function mayBeFilledIn(project: Project, config: ModelConfig, options: LintOptions): boolean {
  if (!autoCompletes(project, options) || config.isEnsemble) return false;
  const backend = backendOf(project, config);
  if (backend === 'python') return !fillsNothingIn(pythonScript(project, config)?.text ?? '');
  return backend === undefined || !unfilling.has(backend);
}

/** A script whose model has no ancestor and no `auto_complete_config`. */
const fillsNothingIn = (script: string): boolean =>
  /^class\s+TritonPythonModel\s*(\(\s*(object)?\s*\))?\s*:/m.test(script) &&
  !script.includes('auto_complete_config');

function missingParts({ node, name, dataType, dims }: Tensor): string[] {
  const has = (field: string): boolean => node.fields.some((candidate) => candidate.name.text === field);
  return [
    ...(name || (has('name') && name === undefined) ? [] : ['name']),
    ...(has('data_type') && dataType !== 'TYPE_INVALID' ? [] : ['data_type']),
    ...(dims.length > 0 ? [] : ['dims']),
  ];
}

/** The name of the tensor; else the word `input` or `output` before it. */
function headOf(config: ModelConfig, { node, side, nameNode }: Tensor): Range {
  const field = config.root.fields.find(
    ({ name, range }) => name.text === side && range.start <= node.range.start && node.range.end <= range.end,
  );
  return nameNode?.range ?? field?.name.range ?? node.range;
}
