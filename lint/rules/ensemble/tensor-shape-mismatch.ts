import type { Project } from '../../../deployment/project.ts';
import { backendOf, fillingBackends, pythonScript } from '../../reading/backends.ts';
import { type ModelConfig, modelConfigs } from '../../reading/model-config.ts';
import { autoCompletes } from '../../reading/server-calls.ts';
import { shapesFit, showShape, sizesOf } from '../../reading/shapes.ts';
import { laterUses, type TensorUse, tensorUses } from '../../reading/tensor-uses.ts';
import type { LintOptions, Rule } from '../../rule.ts';

const model =
  'backend: "python"\nmax_batch_size: 4\ninput [ { name: "x" data_type: TYPE_FP32 dims: [ 16 ] } ]\noutput [ { name: "y" data_type: TYPE_FP32 dims: [ -1, 16 ] } ]\n';
const ensemble = (value: string, dims: string): string =>
  `platform: "ensemble"\nmax_batch_size: 4\ninput [ { name: "a" data_type: TYPE_FP32 dims: [ 16 ] } ]\noutput [ { name: "b" data_type: TYPE_FP32 dims: [ ${dims} ] } ]\n` +
  `ensemble_scheduling { step [ { model_name: "m" model_version: -1 input_map { key: "x" value: "a" } output_map { key: "y" value: ${value} } } ] }\n`;

export const tensorShapeMismatch: Rule = {
  code: 'BWE014',
  name: 'tensor-shape-mismatch',
  area: 'ensemble',
  severity: 'error',
  appliesTo: 'tensors that an ensemble passes from model to model, Triton 19.04 and later',
  summary: 'One ensemble tensor has different shapes in the models that share it.',
  why: 'Triton passes tensors on as they are, and refuses an ensemble whose shapes cannot be the same. A size of -1 goes with any other; a model that takes no batches has the batch as its first dimension.',
  remedy:
    'Make the `dims` agree. An ensemble may give the shape that its models see in `reshape`; in the models themselves the `dims` count.',
  sources: [
    'triton-inference-server/core src/ensemble_scheduler/ensemble_utils.cc ValidateTensorConsistency, ValidateEnsembleConfig',
    'triton-inference-server/server#7355',
  ],
  examples: {
    bad: [
      { 'models/all/config.pbtxt': ensemble('«"b"»', '4, 8'), 'models/m/config.pbtxt': model },
      { 'models/all/config.pbtxt': ensemble('«"b"»', '16'), 'models/m/config.pbtxt': model },
    ],
    good: [
      { 'models/all/config.pbtxt': ensemble('"b"', '4, 16'), 'models/m/config.pbtxt': model },
      {
        'models/all/config.pbtxt': ensemble('"b"', '16'),
        'models/m/config.pbtxt': model
          .replace('max_batch_size: 4', 'max_batch_size: 0')
          .replace('dims: [ 16 ]', 'dims: [ -1, 16 ]'),
      },
    ],
  },
  check({ project, options, report }) {
    for (const config of modelConfigs(project, 'ensemble_scheduling')) {
      for (const { first, later } of laterUses(tensorUses(project, config), saysShape)) {
        if (later.owner === config || agree(first, later, project, options)) continue;
        const [here, there] = [showShape(sizesOf(later.dims)!), showShape(sizesOf(first.dims)!)];
        report(
          config.file,
          later.range,
          `\`${later.name}\` is ${here} in ${later.who} and ${there} in ${first.who}.`,
          {
            related: [
              { path: first.owner.file.path, range: first.tensor.nameNode!.range, message: `${there} here` },
              { path: later.owner.file.path, range: later.tensor.nameNode!.range, message: `${here} here` },
            ],
          },
        );
      }
    }
  },
};

const saysShape = ({ dims }: TensorUse): boolean => dims.length > 0 && sizesOf(dims) !== undefined;

/** As written, or with the batch in front where a model takes batches. */
function agree(first: TensorUse, later: TensorUse, project: Project, options: LintOptions): boolean {
  const left = sizesOf(first.dims)!;
  const right = sizesOf(later.dims)!;
  if (shapesFit(left, right)) return true;
  return fullShapes(left, first.owner, project, options).some((a) =>
    fullShapes(right, later.owner, project, options).some((b) => shapesFit(a, b)),
  );
}

/** With the batch dimension of a model that takes batches; both ways where that is not known. */
function fullShapes(shape: number[], owner: ModelConfig, project: Project, options: LintOptions): number[][] {
  const size = owner.maxBatchSize;
  if (size !== undefined && size > 0) return [[-1, ...shape]];
  return size === 0 && !mayTakeBatches(owner, project, options) ? [shape] : [shape, [-1, ...shape]];
}

/** A backend that fills in does not tell a 0 that is written from one that is not; a script may, and seldom does. */
function mayTakeBatches(owner: ModelConfig, project: Project, options: LintOptions): boolean {
  if (owner.isEnsemble || !autoCompletes(project, options)) return false;
  const backend = backendOf(project, owner);
  if (backend === 'python')
    return (
      !owner.has('max_batch_size') &&
      pythonScript(project, owner)?.text.includes('auto_complete_config') !== false
    );
  return backend === undefined || fillingBackends.has(backend);
}
