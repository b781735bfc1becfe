import { issuesOfKind } from '../../reading/schema-issues.ts';
import type { Rule } from '../../rule.ts';

export const givenTwice: Rule = {
  code: 'BWS004',
  name: 'given-twice',
  area: 'schema',
  severity: 'error',
  appliesTo: '`config.pbtxt`',
  summary: 'A field that holds one value is given twice, or two fields exclude each other.',
  why: 'Triton does not take the last one, as YAML readers do: it refuses the file. Of `dynamic_batching`, `sequence_batching` and `ensemble_scheduling` a model has one.',
  remedy: 'Keep one of the two.',
  sources: [
    'protocolbuffers/protobuf src/google/protobuf/text_format.cc TextFormat::Parser',
    'triton-inference-server/common protobuf/model_config.proto',
  ],
  examples: {
    bad: [
      'backend: "python"\nmax_batch_size: 8\n«max_batch_size»: 16\n',
      'backend: "python"\nmax_batch_size: 8\ndynamic_batching { preserve_ordering: true }\n«sequence_batching» { }\n',
    ],
    good: ['backend: "python"\nmax_batch_size: 8\n'],
  },
  scope: 'config',
  check(context) {
    for (const [config, issue] of issuesOfKind(context, ['repeated-singular', 'oneof-conflict'])) {
      context.report(config.file, issue.range, issue.message, issue.accepted ? { severity: 'warning' } : {});
    }
  },
};
