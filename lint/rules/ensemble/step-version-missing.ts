import { integerValue, messageFields, scalarField, scalarFields } from '../../../grammar/textproto/query.ts';
import { ensembleSteps } from '../../reading/ensemble-steps.ts';
import { versionsIn } from '../../reading/folders.ts';
import { type ModelConfig, modelConfigs, modelsBeside } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const model =
  'backend: "python"\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "y" data_type: TYPE_FP32 dims: [ 1 ] } ]\n';
const ensemble = (version: string): string =>
  'platform: "ensemble"\ninput [ { name: "a" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "b" data_type: TYPE_FP32 dims: [ 1 ] } ]\n' +
  `ensemble_scheduling { step [ { model_name: "m" model_version: ${version} input_map { key: "x" value: "a" } output_map { key: "y" value: "b" } } ] }\n`;
const files = {
  'models/m/config.pbtxt': model,
  'models/m/1/model.py': 'x',
  'models/m/2/model.py': 'x',
  'models/all/1/.keep': '',
};

export const stepVersionMissing: Rule = {
  code: 'BWE015',
  name: 'step-version-missing',
  area: 'ensemble',
  severity: 'error',
  appliesTo: 'steps with `model_version`, beside models with version folders, Triton 19.05 and later',
  summary: 'A step asks for a version of its model that is not loaded.',
  why: 'Triton loads what the `version_policy` of the model selects, the latest version unless it says otherwise, and refuses an ensemble that needs another.',
  remedy:
    'Ask for -1, the latest version, or let the model’s `version_policy` load the version that is meant.',
  sources: [
    'triton-inference-server/core src/model_repository_manager/model_repository_manager.cc CheckNode',
  ],
  examples: {
    bad: [
      { ...files, 'models/all/config.pbtxt': ensemble('«3»') },
      { ...files, 'models/all/config.pbtxt': ensemble('«1»') },
    ],
    good: [
      { ...files, 'models/all/config.pbtxt': ensemble('2') },
      {
        ...files,
        'models/all/config.pbtxt': ensemble('1'),
        'models/m/config.pbtxt': `${model}version_policy { all { } }\n`,
      },
    ],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project, 'model_version')) {
      const beside = modelsBeside(project, config);
      for (const { model, versionNode } of ensembleSteps(config)) {
        const version = integerValue(versionNode);
        const target = model === undefined ? undefined : beside.get(model);
        if (!versionNode || version === undefined || version === -1 || !target?.home) continue;
        const folders = versionsIn(project, target.home).map(Number);
        if (folders.length === 0) continue;
        const loaded = selected(target, folders);
        if (!loaded || loaded.includes(version)) continue;
        const there = folders.includes(version)
          ? 'there, but its `version_policy` does not load it'
          : 'not there';
        report(
          config.file,
          versionNode.range,
          `Version ${version} of \`${model}\` is ${there}; ${loaded.length === 0 ? 'none is loaded' : `loaded: ${loaded.join(', ')}`}.`,
          {
            related: [
              {
                path: target.file.path,
                range: target.field('version_policy')?.range ?? target.head,
                message: `the model \`${model}\``,
              },
            ],
            fixes: [
              {
                title: 'Ask for the latest version, -1',
                safe: false,
                edits: [{ path: config.file.path, range: versionNode.range, text: '-1' }],
              },
            ],
          },
        );
      }
    }
  },
};

/** The versions that the policy of a model loads out of its folders (VersionsToLoad); undefined where it cannot be read. */
function selected(config: ModelConfig, folders: readonly number[]): number[] | undefined {
  if (!config.whole) return undefined;
  const latestFirst = [...folders].sort((a, b) => b - a);
  const policy = messageFields(config.root, 'version_policy').at(-1);
  if (!policy) return latestFirst.slice(0, 1);
  const specific = messageFields(policy, 'specific').at(-1);
  if (specific) {
    const wanted = scalarFields(specific, 'versions').map(integerValue);
    return latestFirst.filter((version) => wanted.includes(version));
  }
  const latest = messageFields(policy, 'latest').at(-1);
  if (!latest) return latestFirst;
  const count = scalarField(latest, 'num_versions');
  return latestFirst.slice(0, count ? (integerValue(count) ?? latestFirst.length) : 0);
}
