import { messageFields, scalarFields, stringValue } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const batchOutputTargetTwice: Rule = {
  code: 'BWT042',
  name: 'batch-output-target-twice',
  area: 'triton',
  severity: 'error',
  appliesTo: '`batch_output`, Triton 20.09 and later',
  summary: 'A batch output names the same tensor twice.',
  why: 'A tensor is split among the requests of a batch in one way; Triton refuses the model.',
  remedy: 'Name each `target_name` once.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateBatchIO'],
  examples: {
    bad: [
      'backend: "tensorrt"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1 ] } ]\noutput [ { name: "y" data_type: TYPE_FP32 dims: [ -1 ] } ]\nbatch_output [ { kind: BATCH_SCATTER_WITH_INPUT_SHAPE target_name: [ "y", «"y"» ] source_input: "x" } ]\n',
    ],
    good: [
      'backend: "tensorrt"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ -1 ] } ]\noutput [ { name: "y" data_type: TYPE_FP32 dims: [ -1 ] } ]\nbatch_output [ { kind: BATCH_SCATTER_WITH_INPUT_SHAPE target_name: "y" source_input: "x" } ]\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'batch_output')) {
      for (const block of messageFields(config.root, 'batch_output')) {
        const seen = new Set<string>();
        for (const target of scalarFields(block, 'target_name')) {
          const name = stringValue(target);
          if (name === undefined) continue;
          if (seen.has(name)) report(config.file, target.range, `\`${name}\` is a target already.`);
          seen.add(name);
        }
      }
    }
  },
};
