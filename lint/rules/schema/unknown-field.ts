import { compareVersions } from '../../../catalog/flags.ts';
import { removedItems } from '../../../catalog/triton-schema.ts';
import { renameFix } from '../../fixes.ts';
import { issuesOfKind } from '../../reading/schema-issues.ts';
import { versionFor } from '../../reading/versions.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

export const unknownField: Rule = {
  code: 'BWS001',
  name: 'unknown-field',
  area: 'schema',
  severity: 'error',
  appliesTo: '`config.pbtxt`',
  summary: 'A field is not part of the message that it stands in.',
  why: 'Triton reads strictly: one field that it does not know and the model does not load. Names are lower case with underscores.',
  remedy: 'Correct the name, or move the field into the message that it belongs to.',
  sources: [
    'triton-inference-server/common protobuf/model_config.proto',
    'triton-inference-server/core src/filesystem/api.cc ReadTextProto',
  ],
  examples: {
    bad: [
      'backend: "python"\n«max_batch_sise»: 8\n',
      'backend: "python"\ndynamic_batching { «maxQueueDelayMicroseconds»: 100 }\n',
    ],
    good: [
      'backend: "python"\nmax_batch_size: 8\n',
      '# batchwise: triton=19.01\nplatform: "tensorrt_plan"\ntags { key: "a" value: "b" }\n',
    ],
  },
  scope: 'config',
  check(context) {
    for (const [config, issue] of issuesOfKind(context, [
      'unknown-field',
      'unknown-extension',
      'unknown-type',
    ])) {
      const near = issue.id === 'unknown-field' ? meant(issue.field, issue.expected ?? []) : undefined;
      const gone = removedItems.find(({ item }) => item === `field:${issue.messageType}.${issue.field}`);
      // Before it went, a release had it.
      const release = gone && versionFor('triton', config.file, context.project, context.options);
      if (gone && release !== undefined && compareVersions(release, gone.lastRelease) <= 0) continue;
      const more = gone
        ? ` It was last in Triton ${gone.lastRelease}.`
        : near
          ? ` \`${near.name}\` is the nearest.`
          : '';
      context.report(config.file, issue.range, `${issue.message}${more}`, {
        fixes: renameFix(near, config.file.path, issue.range),
      });
    }
  },
};

/** `maxBatchSize` is the JSON spelling of `max_batch_size`. */
function meant(field: string, names: readonly string[]): { name: string; certain: boolean } | undefined {
  const snake = field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replaceAll('-', '_');
  return names.includes(snake) ? { name: snake, certain: true } : nearestName(field, names);
}
