import type { SchemaIssue } from '../../../grammar/textproto/index.ts';
import type { Fix } from '../../finding.ts';
import { replaceFix } from '../../fixes.ts';
import type { ModelConfig } from '../../reading/model-config.ts';
import { issuesOfKind } from '../../reading/schema-issues.ts';
import type { Rule } from '../../rule.ts';

export const wrongType: Rule = {
  code: 'BWS002',
  name: 'wrong-type',
  area: 'schema',
  severity: 'error',
  appliesTo: '`config.pbtxt`',
  summary: 'A value is of another type than its field, or outside the range of that type.',
  why: 'Triton reads strictly: a quoted number, a list in place of one value or a number that is too large stops the whole file.',
  remedy:
    'Write the value as the field takes it: numbers and `true` without quotes, texts with quotes, messages in braces; a map entry is `{ key: … value: … }`.',
  sources: [
    'triton-inference-server/common protobuf/model_config.proto',
    'protocolbuffers/protobuf src/google/protobuf/text_format.cc TextFormat::Parser',
  ],
  examples: {
    bad: [
      'backend: "python"\nmax_batch_size: «"8"»\n',
      'backend: "python"\nmax_batch_size: «3000000000»\n',
      'backend: "python"\nmodel_transaction_policy { decoupled: «yes» }\n',
      'backend: "python"\nparameters { key: "a" value: «"b"» }\n',
    ],
    good: [
      'backend: "python"\nmax_batch_size: 8\nmodel_transaction_policy { decoupled: true }\nparameters { key: "a" value { string_value: "b" } }\n',
    ],
  },
  scope: 'config',
  check(context) {
    const ids = [
      'wrong-type',
      'out-of-range',
      'list-on-singular',
      'wrong-map-shape',
      'missing-colon',
      'missing-required',
      'invalid-utf8',
    ] as const;
    for (const [config, issue] of issuesOfKind(context, ids)) {
      context.report(config.file, issue.range, issue.message, {
        ...(issue.accepted && { severity: 'warning' as const }),
        fixes: fixesFor(config, issue),
      });
    }
  },
};

function fixesFor(config: ModelConfig, issue: SchemaIssue): Fix[] {
  const written = config.file.text.slice(issue.range.start, issue.range.end);
  const path = config.file.path;
  if (issue.id === 'wrong-map-shape' && issue.field === 'value' && /^".*"$/s.test(written))
    return [
      replaceFix('Wrap it in `{ string_value: … }`', path, issue.range, `{ string_value: ${written} }`, true),
    ];
  if (issue.id !== 'wrong-type') return [];
  const unquoted = /^"(-?\d+|true|false)"$/.exec(written)?.[1];
  if (unquoted !== undefined) return [replaceFix('Take the quotes away', path, issue.range, unquoted, true)];
  const boolean = /^(true|yes|on)$/i.test(written)
    ? 'true'
    : /^(false|no|off)$/i.test(written)
      ? 'false'
      : undefined;
  return boolean !== undefined && issue.message.includes('true')
    ? [replaceFix(`Change to \`${boolean}\``, path, issue.range, boolean, true)]
    : [];
}
