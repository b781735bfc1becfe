import { fieldsNamed, messageFields, scalarFields, stringValue } from '../../../grammar/textproto/query.ts';
import type { ScalarNode } from '../../../grammar/textproto/tree.ts';
import { renameFix } from '../../fixes.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

export const batchTensorSource: Rule = {
  code: 'BWT018',
  name: 'batch-tensor-source',
  area: 'triton',
  severity: 'error',
  appliesTo: '`batch_input` and `batch_output`',
  summary:
    'A batch input or output does not have exactly one source, or names a tensor that the model does not have.',
  why: 'Triton fills these tensors from one input of the batch; without it, or with several, it refuses the model.',
  remedy: 'Name one `source_input` that stands under `input`, and only outputs as `target_name`.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateBatchIO'],
  examples: {
    bad: [
      'backend: "tensorrt"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1 ] } ]\nbatch_input [ { kind: BATCH_ELEMENT_COUNT target_name: "n" data_type: TYPE_INT32 source_input: «"y"» } ]\n',
      'backend: "tensorrt"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1 ] } ]\n«batch_input» [ { kind: BATCH_ELEMENT_COUNT target_name: "n" data_type: TYPE_INT32 } ]\n',
    ],
    good: [
      'backend: "tensorrt"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1 ] } ]\nbatch_input [ { kind: BATCH_ELEMENT_COUNT target_name: "n" data_type: TYPE_INT32 source_input: "x" } ]\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'batch_input', 'batch_output')) {
      if (!config.whole) continue;
      const inputs = names(config, 'input');
      const outputs = names(config, 'output');
      const complain = (node: ScalarNode, what: string, known: readonly string[]): void => {
        const name = stringValue(node);
        if (name === undefined || known.includes(name)) return;
        report(config.file, node.range, `The model has no ${what} \`${name}\`.`, {
          fixes: renameFix(nearestName(name, known), config.file.path, node.range, 'quoted'),
        });
      };
      for (const kind of ['batch_input', 'batch_output'] as const) {
        for (const field of fieldsNamed(config.root, kind)) {
          for (const block of field.values) {
            if (block.kind !== 'message') continue;
            const sources = scalarFields(block, 'source_input');
            if (sources.length !== 1)
              report(
                config.file,
                field.name.range,
                `A \`${kind}\` takes one \`source_input\`, and here are ${sources.length}.`,
              );
            for (const source of sources) complain(source, 'input', inputs);
            if (kind === 'batch_output')
              for (const target of scalarFields(block, 'target_name')) complain(target, 'output', outputs);
          }
        }
      }
    }
  },
};

/** Where the model lists no tensors of a side at all, they may be filled in from the model file. */
function names(config: ModelConfig, side: 'input' | 'output'): string[] {
  return messageFields(config.root, side).length === 0
    ? []
    : tensorsOf(config).flatMap((tensor) => (tensor.side === side && tensor.name ? [tensor.name] : []));
}
