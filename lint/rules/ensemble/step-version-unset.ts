import type { Project } from '../../../deployment/project.ts';
import { type EnsembleStep, ensembleSteps } from '../../reading/ensemble-steps.ts';
import { versionsIn } from '../../reading/folders.ts';
import { type ModelConfig, modelConfigs, modelsBeside } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const ensemble = (step: string): string =>
  'platform: "ensemble"\ninput [ { name: "a" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "b" data_type: TYPE_FP32 dims: [ 1 ] } ]\n' +
  `ensemble_scheduling { step [ { ${step} input_map { key: "x" value: "a" } output_map { key: "y" value: "b" } } ] }\n`;

export const stepVersionUnset: Rule = {
  code: 'BWE010',
  name: 'step-version-unset',
  area: 'ensemble',
  severity: 'warning',
  appliesTo: 'steps of ensembles',
  summary: 'A step does not say which version of its model it wants.',
  why: 'An unset `model_version` is 0 and not “the latest”: Triton looks for version folder `0`, which hardly any model has, and then refuses the ensemble.',
  remedy: 'Write `model_version: -1` for the latest version.',
  sources: [
    'triton-inference-server/core src/model_repository_manager/model_repository_manager.cc CheckNode',
    'triton-inference-server/server docs/user_guide/ensemble_models.md',
  ],
  examples: {
    bad: [ensemble('model_name: «"m"»')],
    good: [ensemble('model_name: "m" model_version: -1'), ensemble('model_name: "m" model_version: 3')],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project, 'ensemble_scheduling')) {
      if (!config.whole) continue;
      for (const step of ensembleSteps(config)) {
        if (!step.model || !step.modelNode || step.versionNode) continue;
        const versions = versionFolders(project, config, step);
        if (versions.includes('0')) continue;
        const at = step.modelNode.range.end;
        report(
          config.file,
          step.modelNode.range,
          `Without \`model_version\` this asks for version 0 of \`${step.model}\`; -1 is the latest.`,
          {
            // Known folders without a `0` make it certain that Triton refuses.
            ...(versions.length > 0 && { severity: 'error' as const }),
            fixes: [
              {
                title: 'Add `model_version: -1`',
                safe: true,
                edits: [
                  { path: config.file.path, range: { start: at, end: at }, text: ' model_version: -1' },
                ],
              },
            ],
          },
        );
      }
    }
  },
};

function versionFolders(project: Project, config: ModelConfig, { model }: EnsembleStep): string[] {
  const home = model === undefined ? undefined : modelsBeside(project, config).get(model)?.home;
  return home === undefined ? [] : versionsIn(project, home);
}
