import { renameFix } from '../../fixes.ts';
import { issuesOfKind } from '../../reading/schema-issues.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

export const unknownEnumValue: Rule = {
  code: 'BWS003',
  name: 'unknown-enum-value',
  area: 'schema',
  severity: 'error',
  appliesTo: '`config.pbtxt`',
  summary: 'A field that takes one of a few names has another one.',
  why: 'Triton reads strictly: the names are upper case, without quotes, and none other is taken. A number that stands for no name is read, and fails later.',
  remedy: 'Use one of the names, such as `TYPE_FP32` or `KIND_GPU`.',
  sources: ['triton-inference-server/common protobuf/model_config.proto'],
  examples: {
    bad: [
      'backend: "python"\ninput [ { name: "x" data_type: «FP32» dims: [ 1 ] } ]\n',
      'backend: "python"\ninstance_group [ { kind: «KIND_GPUS» } ]\n',
    ],
    good: ['backend: "python"\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 1 ] } ]\n'],
  },
  scope: 'config',
  check(context) {
    for (const [config, issue] of issuesOfKind(context, ['unknown-enum-value', 'unknown-enum-number'])) {
      const written = config.file.text.slice(issue.range.start, issue.range.end);
      const near = meant(written, issue.expected ?? []);
      context.report(
        config.file,
        issue.range,
        `${issue.message}${near ? ` \`${near.name}\` is the nearest.` : ''}`,
        {
          ...(issue.accepted && { severity: 'warning' as const }),
          fixes: renameFix(near, config.file.path, issue.range),
        },
      );
    }
  },
};

/** `"TYPE_FP32"`, `fp32` and `float32` all mean one name: quotes, case and the common prefix are what is usually wrong. */
function meant(written: string, names: readonly string[]): { name: string; certain: boolean } | undefined {
  const word = written.replaceAll(/^["']|["']$/g, '').toUpperCase();
  const exact = names.find((name) => name === word || name.slice(name.indexOf('_') + 1) === word);
  return exact ? { name: exact, certain: true } : nearestName(word, names);
}
