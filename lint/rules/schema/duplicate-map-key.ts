import { issuesOfKind } from '../../reading/schema-issues.ts';
import type { Rule } from '../../rule.ts';

export const duplicateMapKey: Rule = {
  code: 'BWS005',
  name: 'duplicate-map-key',
  area: 'schema',
  severity: 'warning',
  appliesTo: 'maps of a `config.pbtxt`: `parameters`, `input_map`, `output_map`, `metric_tags` and others',
  summary: 'A map has the same key twice.',
  why: 'Triton does not complain: the last entry wins and the others are lost.',
  remedy:
    'Delete all but one. To feed one tensor to two inputs, the keys differ and the values are the same.',
  sources: ['protocolbuffers/protobuf src/google/protobuf/text_format.cc TextFormat::Parser'],
  examples: {
    bad: [
      'backend: "python"\nparameters { key: "max_beam_width" value { string_value: "1" } }\nparameters { key: «"max_beam_width"» value { string_value: "4" } }\n',
    ],
    good: [
      'backend: "python"\nparameters { key: "a" value { string_value: "1" } }\nparameters { key: "b" value { string_value: "1" } }\n',
    ],
  },
  scope: 'config',
  check(context) {
    for (const [config, issue] of issuesOfKind(context, ['repeated-map-key']))
      context.report(config.file, issue.range, issue.message);
  },
};
