import { compareVersions } from '../../../catalog/flags.ts';
import { describeEnumValue, describeField, tritonReleases } from '../../../catalog/triton-schema.ts';
import { enumText } from '../../../grammar/textproto/query.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { knownFieldsOf, schemaMessages } from '../../reading/schema-messages.ts';
import { versionFor } from '../../reading/versions.ts';
import type { Rule } from '../../rule.ts';

export const fieldNewerThanTriton: Rule = {
  code: 'BWS006',
  name: 'field-newer-than-triton',
  area: 'schema',
  severity: 'error',
  appliesTo:
    '`config.pbtxt`, where an image tag, a `# batchwise:` line or `--target triton=…` says the release',
  summary: 'A field, or the name of a value, came with a later Triton than the one that is used.',
  why: 'An older Triton does not know it, and one name that it does not know keeps the model from loading.',
  remedy: 'Use a release that has it, or take it out.',
  sources: [
    'triton-inference-server/common protobuf/model_config.proto on the release branches r18.11 to r26.07',
  ],
  examples: {
    bad: [
      {
        'models/text/config.pbtxt':
          '# batchwise: triton=24.05\nbackend: "python"\nmax_batch_size: 8\n«model_metrics» { }\n',
      },
      '# batchwise: triton=20.09\nbackend: "python"\ninput [ { name: "x" data_type: «TYPE_BF16» dims: [ 3 ] } ]\n',
    ],
    good: [
      {
        'models/text/config.pbtxt':
          '# batchwise: triton=26.07\nbackend: "python"\nmax_batch_size: 8\nmodel_metrics { }\n',
      },
      'backend: "python"\nmodel_metrics { }\n',
    ],
  },
  scope: 'config',
  check({ project, options, report }) {
    for (const config of modelConfigs(project)) {
      const release = versionFor('triton', config.file, project, options);
      if (release === undefined) continue;
      const tooNew = (since: string, sinceVersion: string | undefined): string | undefined => {
        const first = isServerVersion(release) ? (sinceVersion ?? since) : since;
        return compareVersions(release, first) < 0 ? first : undefined;
      };
      for (const { type, message } of schemaMessages(config)) {
        for (const [field, node] of knownFieldsOf(message, type)) {
          const described = describeField(type, field.name);
          const since = described && tooNew(described.since, described.sinceVersion);
          if (since !== undefined) {
            report(
              config.file,
              node.name.range,
              `\`${field.name}\` came with Triton ${since}; this is for ${release}.`,
            );
            continue;
          }
          if (field.kind !== 'enum') continue;
          for (const value of node.values) {
            const name = value.kind === 'scalar' ? enumText(value) : undefined;
            const meaning = name === undefined ? undefined : describeEnumValue(field.type, name);
            const first = meaning && tooNew(meaning.since, tritonReleases[meaning.since]);
            if (first !== undefined)
              report(
                config.file,
                value.range,
                `\`${name}\` came with Triton ${first}; this is for ${release}.`,
              );
          }
        }
      }
    }
  },
};

/** `2.54.0` is the server's own version; containers are named by year and month. */
const isServerVersion = (version: string): boolean => /^v?[0-9]\./.test(version);
