import { ensembleSteps } from '../../reading/ensemble-steps.ts';
import { type ModelConfig, modelConfigs, modelsBeside } from '../../reading/model-config.ts';
import type { Rule } from '../../rule.ts';

const ensemble = (step: string): string =>
  'platform: "ensemble"\ninput [ { name: "a" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "b" data_type: TYPE_FP32 dims: [ 1 ] } ]\n' +
  `ensemble_scheduling { step [ { model_name: ${step} model_version: -1 input_map { key: "a" value: "a" } output_map { key: "b" value: "b" } } ] }\n`;

export const circularEnsemble: Rule = {
  code: 'BWE012',
  name: 'circular-ensemble',
  area: 'ensemble',
  severity: 'error',
  appliesTo: 'ensembles',
  summary: 'An ensemble runs itself, directly or through another ensemble.',
  why: 'It would never end; Triton refuses every ensemble of the circle.',
  remedy: 'Take the step out, or name the model that was meant.',
  sources: [
    'triton-inference-server/core src/model_repository_manager/model_repository_manager.cc CircularDependencyCheck',
  ],
  examples: {
    bad: [
      { 'models/one/config.pbtxt': ensemble('«"one"»') },
      { 'models/one/config.pbtxt': ensemble('«"two"»'), 'models/two/config.pbtxt': ensemble('«"one"»') },
    ],
    good: [
      {
        'models/one/config.pbtxt': ensemble('"two"'),
        'models/two/config.pbtxt':
          'backend: "python"\ninput [ { name: "a" data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: "b" data_type: TYPE_FP32 dims: [ 1 ] } ]\n',
      },
    ],
  },
  check({ project, report }) {
    for (const config of modelConfigs(project, 'ensemble_scheduling')) {
      const name = config.modelName;
      if (name === undefined || config.folder === undefined) continue;
      const models = modelsBeside(project, config);
      for (const { model, modelNode } of ensembleSteps(config)) {
        if (!model || !modelNode) continue;
        const way = wayTo(name, model, models);
        if (way)
          report(config.file, modelNode.range, `The ensemble runs itself: ${[name, ...way].join(' → ')}.`);
      }
    }
  },
};

/** The models from `from` to `wanted`, both included; a search over names that were not seen before. */
function wayTo(wanted: string, from: string, models: ReadonlyMap<string, ModelConfig>): string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[from, undefined]]);
  const queue = [from];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    if (at === wanted) {
      const way: string[] = [];
      for (let step: string | undefined = at; step !== undefined; step = cameFrom.get(step))
        way.unshift(step);
      return way;
    }
    const config = models.get(at);
    for (const { model } of config ? ensembleSteps(config) : []) {
      if (!model || cameFrom.has(model)) continue;
      cameFrom.set(model, at);
      queue.push(model);
    }
  }
  return undefined;
}
