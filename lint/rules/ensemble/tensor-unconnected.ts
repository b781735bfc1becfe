import type { Range } from '../../../grammar/text.ts';
import { type EnsembleStep, ensembleSteps, runningOrder } from '../../reading/ensemble-steps.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import { tensorsOf } from '../../reading/tensors.ts';
import type { Rule } from '../../rule.ts';
import { nearestName } from '../../spelling.ts';

const ensemble = (input: string, between: string, output: string): string =>
  `platform: "ensemble"\ninput [ { name: ${input} data_type: TYPE_FP32 dims: [ 1 ] } ]\noutput [ { name: ${output} data_type: TYPE_FP32 dims: [ 1 ] } ]\n` +
  'ensemble_scheduling {\n  step [\n    { model_name: "m" model_version: -1 input_map { key: "x" value: "a" } output_map { key: "y" value: "between" } },\n' +
  `    { model_name: "n" model_version: -1 input_map { key: "x" value: ${between} } output_map { key: "y" value: "b" } }\n  ]\n}\n`;

/** Where a name of the ensemble is written to or read. */
interface Place {
  readonly name: string;
  readonly range: Range;
}

export const tensorUnconnected: Rule = {
  code: 'BWE007',
  name: 'ensemble-tensor-unconnected',
  area: 'ensemble',
  severity: 'error',
  appliesTo: 'ensembles',
  summary: 'A tensor of the ensemble is read but never written, or written but never read.',
  why: 'Steps meet in tensors of the same name. Triton follows them from the inputs to the outputs and refuses an ensemble in which one hangs loose.',
  remedy: 'Give both ends the same name; leave an output of a model that nobody needs out of `output_map`.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateEnsembleSchedulingConfig'],
  examples: {
    bad: [
      ensemble('"a"', '«"betwen"»', '"b"').replace('value: "between"', 'value: «"between"»'),
      ensemble('"a"', '"between"', '"b"').replace(
        'input [',
        'input [ { name: «"extra"» data_type: TYPE_FP32 dims: [ 1 ] },',
      ),
      ensemble('"a"', '"between"', '"b"').replace(
        'output [',
        'output [ { name: «"c"» data_type: TYPE_FP32 dims: [ 1 ] },',
      ),
    ],
    good: [ensemble('"a"', '"between"', '"b"')],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'ensemble_scheduling')) {
      const steps = ensembleSteps(config);
      if (!config.whole || config.textOf('platform') !== 'ensemble' || steps.length === 0) continue;
      const { inputs, outputs } = ends(config);
      const written = [...inputs, ...places(steps, 'outputs')];
      const read = [...outputs, ...places(steps, 'inputs')];
      const writtenNames = new Set(written.map(({ name }) => name));
      const readNames = new Set(read.map(({ name }) => name));
      for (const place of firstOfEach(read)) {
        if (writtenNames.has(place.name)) continue;
        const near = nearestName(
          place.name,
          [...writtenNames].filter((name) => !readNames.has(name)),
        );
        report(
          config.file,
          place.range,
          `Nothing writes \`${place.name}\`${near ? `; \`${near.name}\` is written and not read` : ''}.`,
        );
      }
      for (const place of firstOfEach(written)) {
        if (!readNames.has(place.name)) report(config.file, place.range, `Nothing reads \`${place.name}\`.`);
      }
      const reached = reachedFrom(inputs, steps);
      for (const { name, range } of outputs) {
        if (
          writtenNames.has(name) &&
          !reached.has(name) &&
          steps.every((step) => areWritten(step, writtenNames))
        )
          report(
            config.file,
            range,
            `\`${name}\` is never written: the steps before it wait for each other.`,
          );
      }
    }
  },
};

function ends(config: ModelConfig): Record<'inputs' | 'outputs', Place[]> {
  const tensors = tensorsOf(config).flatMap(({ side, name, nameNode }) =>
    name && nameNode ? [{ side, name, range: nameNode.range }] : [],
  );
  return {
    inputs: tensors.filter(({ side }) => side === 'input'),
    outputs: tensors.filter(({ side }) => side === 'output'),
  };
}

const places = (steps: readonly EnsembleStep[], side: 'inputs' | 'outputs'): Place[] =>
  steps.flatMap((step) =>
    step[side].flatMap(({ ensembleTensor, ensembleRange }) =>
      ensembleTensor === undefined ? [] : [{ name: ensembleTensor, range: ensembleRange }],
    ),
  );

function firstOfEach(all: readonly Place[]): Place[] {
  const seen = new Set<string>();
  return all.filter(({ name }) => !seen.has(name) && seen.add(name));
}

const areWritten = (step: EnsembleStep, written: ReadonlySet<string>): boolean =>
  step.inputs.every(({ ensembleTensor }) => ensembleTensor === undefined || written.has(ensembleTensor));

/** What can be written starting from the inputs. */
function reachedFrom(inputs: readonly Place[], steps: readonly EnsembleStep[]): Set<string> {
  const names = inputs.map(({ name }) => name);
  const outputs = runningOrder(steps, names).flatMap((step) => step.outputs);
  return new Set([...names, ...outputs.flatMap(({ ensembleTensor }) => ensembleTensor ?? [])]);
}
