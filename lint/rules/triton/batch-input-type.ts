import { fieldsNamed, scalarField } from '../../../grammar/textproto/query.ts';
import { enumName } from '../../reading/enum-name.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const batchInputType: Rule = {
  code: 'BWT041',
  name: 'batch-input-type',
  area: 'triton',
  severity: 'error',
  appliesTo: '`batch_input`, Triton 20.09 and later',
  summary: 'A batch input is neither TYPE_INT32 nor TYPE_FP32.',
  why: 'Triton writes the sizes of the batch into it, as one of these two types, and refuses the model otherwise.',
  remedy: 'Set `data_type: TYPE_INT32` or `TYPE_FP32`, as the model takes it.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateBatchIO'],
  examples: {
    bad: [
      'backend: "tensorrt"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1 ] } ]\nbatch_input [ { kind: BATCH_ELEMENT_COUNT target_name: "n" data_type: «TYPE_INT64» source_input: "x" } ]\n',
      'backend: "tensorrt"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1 ] } ]\n«batch_input» [ { kind: BATCH_ELEMENT_COUNT target_name: "n" source_input: "x" } ]\n',
    ],
    good: [
      'backend: "tensorrt"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1 ] } ]\nbatch_input [ { kind: BATCH_ELEMENT_COUNT target_name: "n" data_type: TYPE_INT32 source_input: "x" } ]\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'batch_input')) {
      if (!config.whole) continue;
      for (const field of fieldsNamed(config.root, 'batch_input')) {
        for (const block of field.values) {
          if (block.kind !== 'message') continue;
          const type = scalarField(block, 'data_type');
          const name = type ? enumName(type, 'DataType') : '';
          if (name === undefined || name === 'TYPE_INT32' || name === 'TYPE_FP32') continue;
          report(
            config.file,
            type?.range ?? field.name.range,
            name
              ? `A batch input is TYPE_INT32 or TYPE_FP32, not ${name}.`
              : 'The batch input needs a `data_type`: TYPE_INT32 or TYPE_FP32.',
          );
        }
      }
    }
  },
};
