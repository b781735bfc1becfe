import { messageFields } from '../../../grammar/textproto/query.ts';
import { deleteField } from '../../reading/field-edits.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const emptyVersionPolicy: Rule = {
  code: 'BWT024',
  name: 'empty-version-policy',
  area: 'triton',
  severity: 'warning',
  appliesTo: '`version_policy`, all releases of Triton',
  summary: '`version_policy` is there and says nothing.',
  why: 'Left out, it means the latest version. There but empty, Triton loads every version of the model, each with its own memory.',
  remedy: 'Take `version_policy` out, or write `all { }` where all versions are meant.',
  sources: ['triton-inference-server/core src/model_repository_manager/model_lifecycle.cc VersionsToLoad'],
  examples: {
    bad: ['backend: "python"\n«version_policy» { }\n'],
    good: ['backend: "python"\nversion_policy { all { } }\n', 'backend: "python"\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'version_policy')) {
      const field = config.field('version_policy');
      if (!config.whole || !field) continue;
      if (messageFields(config.root, 'version_policy').some((policy) => policy.fields.length > 0)) continue;
      report(
        config.file,
        field.name.range,
        'An empty `version_policy` loads every version; without it only the latest is loaded.',
        {
          fixes: [deleteField(config, field)],
        },
      );
    }
  },
};
