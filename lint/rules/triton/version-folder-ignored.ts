import { namesIn, versionsIn } from '../../reading/folders.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

export const versionFolderIgnored: Rule = {
  code: 'BWT021',
  name: 'version-folder-ignored',
  area: 'triton',
  severity: 'warning',
  appliesTo: 'folders of a model, all releases of Triton; an error where the model has no other version',
  summary: 'A folder is named like a version, but Triton does not read it as one.',
  why: 'A version is a folder whose name is a number and nothing else. Triton passes over one with a leading zero or a `v`, with no more than a line in its log.',
  remedy: 'Name the folder with a plain number: `1`, `2`, `12`.',
  sources: ['triton-inference-server/core src/model_repository_manager/model_lifecycle.cc VersionsToLoad'],
  examples: {
    bad: [
      { 'models/m/config.pbtxt': '«backend»: "python"\n', 'models/m/01/model.py': 'x' },
      {
        'models/m/config.pbtxt': '«backend»: "python"\n',
        'models/m/v1/model.py': 'x',
        'models/m/1/model.py': 'x',
      },
    ],
    good: [
      {
        'models/m/config.pbtxt': 'backend: "python"\n',
        'models/m/1/model.py': 'x',
        'models/m/assets/v.txt': 'x',
      },
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      const { home } = config;
      if (home === undefined || config.file.path !== `${home}/config.pbtxt`) continue;
      const versions = versionsIn(project, home);
      for (const name of namesIn(project, home)) {
        if (!/^(0\d+|v\.?\d+)$/i.test(name) || namesIn(project, `${home}/${name}`).size === 0) continue;
        const plain = name.replace(/^v\.?/i, '').replace(/^0+(?=\d)/, '');
        const alone = versions.length === 0;
        report(
          config.file,
          config.head,
          `Triton does not read the folder \`${name}\` as a version${alone ? ', and the model has no other' : ''}: name it \`${plain}\`.`,
          alone ? { severity: 'error' } : {},
        );
      }
    }
  },
};
