import { baseName } from '../../../deployment/paths.ts';
import type { Project } from '../../../deployment/project.ts';
import { replaceFix } from '../../fixes.ts';
import { versionsIn } from '../../reading/folders.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import { hasPlaceholder } from '../../reading/placeholders.ts';
import type { Rule } from '../../rule.ts';

export const nameDiffersFromFolder: Rule = {
  code: 'BWT001',
  name: 'name-differs-from-folder',
  area: 'triton',
  severity: 'error',
  appliesTo: '`config.pbtxt` in a model repository',
  summary: 'The model is named otherwise than its folder.',
  why: 'Triton refuses to load a model whose `name` is not the name of the folder it stands in.',
  remedy: 'Rename one of the two, or leave `name` out: the folder then gives the name.',
  sources: [
    'triton-inference-server/core src/model_repository_manager/model_repository_manager.cc InitializeModelInfo',
  ],
  examplePath: 'model_repository/llama/config.pbtxt',
  examples: {
    bad: ['name: «"llama_70b"»\nbackend: "vllm"\n'],
    good: ['name: "llama"\nbackend: "vllm"\n', 'backend: "vllm"\n'],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project)) {
      const folder = config.folder;
      const name = config.string('name');
      if (folder === undefined || !name || name.value === '' || name.value === folder) continue;
      if (
        baseName(config.file.path) !== 'config.pbtxt' ||
        hasPlaceholder(name.value) ||
        name.origin.kind !== 'file'
      )
        continue;
      const { range } = name.origin;
      report(
        config.file,
        range,
        `The folder is called \`${folder}\`, the model \`${name.value}\`: Triton loads it only where both agree.`,
        {
          // Guides keep a config in any folder and have it copied to where it belongs.
          ...(!isInRepository(project, config) && { severity: 'warning' as const }),
          fixes: [replaceFix(`Name it \`${folder}\``, config.file.path, range, JSON.stringify(folder), true)],
        },
      );
    }
  },
};

/** Evidently the folder of a model: it has version folders, or stands in a folder that is called a model repository. */
function isInRepository(project: Project, { home, repository }: ModelConfig): boolean {
  if (home === undefined || repository === undefined) return false;
  const name = baseName(repository);
  return (
    versionsIn(project, home).length > 0 ||
    /^(triton[-_])?models?([-_]?(repo|repository|store))?$/i.test(name)
  );
}
