import { compareVersions } from '../../../catalog/flags.ts';
import { describeField, tritonRoot, tritonSchema } from '../../../catalog/triton-schema.ts';
import type { FieldNode, MessageNode } from '../../../grammar/textproto/tree.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { versionFor } from '../../reading/versions.ts';
import type { Rule } from '../../rule.ts';

export const fieldNewerThanTriton: Rule = {
  code: 'BWS006',
  name: 'field-newer-than-triton',
  area: 'schema',
  severity: 'error',
  appliesTo:
    '`config.pbtxt`, where an image tag, a `# batchwise:` line or `--target triton=…` says the release',
  summary: 'A field came with a later Triton than the one that is used.',
  why: 'An older Triton does not know the field, and one field that it does not know keeps the model from loading.',
  remedy: 'Use a release that has the field, or take it out.',
  sources: [
    'triton-inference-server/common protobuf/model_config.proto on the release branches r18.11 to r26.07',
  ],
  examples: {
    bad: [
      {
        'models/text/config.pbtxt':
          '# batchwise: triton=24.05\nbackend: "python"\nmax_batch_size: 8\n«model_metrics» { }\n',
      },
    ],
    good: [
      {
        'models/text/config.pbtxt':
          '# batchwise: triton=26.07\nbackend: "python"\nmax_batch_size: 8\nmodel_metrics { }\n',
      },
      'backend: "python"\nmodel_metrics { }\n',
    ],
  },
  check({ project, options, report }) {
    for (const config of modelConfigs(project)) {
      const release = versionFor('triton', config.file, project, options);
      if (release === undefined) continue;
      for (const [type, field] of knownFields(config.root, tritonRoot)) {
        const described = describeField(type, field.name.text);
        if (!described) continue;
        const since = isServerVersion(release) ? described.sinceVersion : described.since;
        if (compareVersions(release, since) >= 0) continue;
        report(
          config.file,
          field.name.range,
          `\`${field.name.text}\` came with Triton ${since}; this is for ${release}.`,
        );
      }
    }
  },
};

/** `2.54.0` is the server's own version; containers are named by year and month. */
const isServerVersion = (version: string): boolean => /^v?[0-9]\./.test(version);

/** Every field that the schema knows, with the message that it stands in. */
function* knownFields(message: MessageNode, type: string): Generator<[string, FieldNode]> {
  const fields = tritonSchema.messages[type]?.fields ?? [];
  for (const node of message.fields) {
    const field = fields.find((candidate) => candidate.name === node.name.text);
    if (!field) continue;
    yield [type, node];
    if (field.kind !== 'message' && field.label !== 'map') continue;
    for (const value of node.values) {
      if (value.kind !== 'message') continue;
      const inner =
        field.label === 'map'
          ? value.fields.filter(({ name }) => name.text === 'value').flatMap(({ values }) => values)
          : [value];
      for (const content of inner) if (content.kind === 'message') yield* knownFields(content, field.type);
    }
  }
}
