import { tritonSchema } from '../../../catalog/triton-schema.ts';
import { mapEntries } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { schemaMessages } from '../../reading/schema-messages.ts';
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
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      if (!config.whole) continue;
      for (const { type, message } of schemaMessages(config)) {
        for (const { name, label, keyType } of tritonSchema.messages[type]?.fields ?? []) {
          if (label !== 'map' || keyType !== 'string') continue;
          for (const { key, entry } of mapEntries(message, name))
            if (!key) report(config.file, entry.range, `This entry of \`${name}\` has no \`key\`.`);
        }
      }
    }
  },
};
