import { compareVersions } from '../../../catalog/flags.ts';
import { backendModels, findParameter } from '../../reading/backend-models.ts';
import { versionFor } from '../../reading/versions.ts';
import type { Rule } from '../../rule.ts';

const vllm = (release: string, key: string): string =>
  `# batchwise: triton=${release}\nbackend: "vllm"\nparameters { key: ${key} value { string_value: "true" } }\n`;

export const newerBackendParameter: Rule = {
  code: 'BWR004',
  name: 'backend-parameter-newer-than-triton',
  area: 'backend',
  severity: 'warning',
  appliesTo:
    'parameters whose first release is known, where an image tag, a `# batchwise:` line or `--target triton=…` says the release',
  summary: 'The release in use has a backend that does not read the parameter yet.',
  why: 'The backend passes over it without a word.',
  remedy: 'Use the release that first reads it, or a later one; or take it out.',
  sources: ['triton-inference-server/vllm_backend src/model.py at r24.08'],
  examples: {
    bad: [vllm('24.05', '«"REPORT_CUSTOM_METRICS"»')],
    good: [vllm('24.11', '"REPORT_CUSTOM_METRICS"')],
  },
  scope: 'config',
  check({ project, options, report }) {
    for (const model of backendModels(project)) {
      const release = versionFor('triton', model.config.file, project, options);
      if (release === undefined) continue;
      for (const { key, keyRange } of model.parameters) {
        const since = findParameter(model, key)?.since;
        if (since !== undefined && compareVersions(release, since) < 0)
          report(
            model.config.file,
            keyRange,
            `The ${model.backend.name} backend of Triton ${release} does not read \`${key}\` yet: it came with ${since}.`,
          );
      }
    }
  },
};
