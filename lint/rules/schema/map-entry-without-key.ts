import { issuesOfKind } from '../../reading/schema-issues.ts';
import type { Rule } from '../../rule.ts';

export const mapEntryWithoutKey: Rule = {
  code: 'BWS008',
  name: 'map-entry-without-key',
  area: 'schema',
  severity: 'warning',
  appliesTo:
    'maps of a `config.pbtxt`: `parameters`, `input_map`, `metric_tags` and others, all releases of Triton',
  summary: 'An entry of a map has no key.',
  why: 'Triton does not complain: the key is then the empty text, under which nobody looks, and the entry has no effect.',
  remedy: 'Give the entry its `key`.',
  sources: ['protocolbuffers/protobuf src/google/protobuf/text_format.cc TextFormat::Parser'],
  examples: {
    bad: ['backend: "python"\nparameters «{ value { string_value: "1" } }»\n'],
    good: ['backend: "python"\nparameters { key: "a" value { string_value: "1" } }\n'],
  },
  scope: 'config',
  check(context) {
    for (const [config, issue] of issuesOfKind(context, ['missing-map-key']))
      if (config.whole) context.report(config.file, issue.range, issue.message);
  },
};
