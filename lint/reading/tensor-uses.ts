import type { Project } from '../../deployment/project.ts';
import type { Range } from '../../grammar/text.ts';
import { ConfigMemory } from './config-memory.ts';
import { ensembleSteps } from './ensemble-steps.ts';
import { type ModelConfig, modelsBeside } from './model-config.ts';
import { type Dimension, type Tensor, tensorsOf } from './tensors.ts';

/** A model, or the ensemble itself, that says what an ensemble tensor is. */
export interface TensorUse {
  /** The name inside the ensemble. */
  readonly name: string;
  readonly tensor: Tensor;
  /** The shape that counts: an ensemble’s own tensors have that of their `reshape`. */
  readonly dims: readonly Dimension[];
  readonly owner: ModelConfig;
  readonly who: string;
  /** Where the ensemble names the tensor. */
  readonly range: Range;
}

const readings = new ConfigMemory<readonly TensorUse[]>();

/** Every use of the tensors of an ensemble in the order in which Triton compares them (ValidateEnsembleConfig). */
export function tensorUses(project: Project, ensemble: ModelConfig): readonly TensorUse[] {
  const memory = readings.in(project);
  let uses = memory.get(ensemble);
  if (!uses) {
    uses = ensembleSteps(ensemble).length === 0 ? [] : readUses(project, ensemble);
    memory.set(ensemble, uses);
  }
  return uses;
}

function readUses(project: Project, ensemble: ModelConfig): TensorUse[] {
  const uses: TensorUse[] = tensorsOf(ensemble).flatMap((tensor) =>
    tensor.name && tensor.nameNode
      ? [
          {
            name: tensor.name,
            tensor,
            dims: tensor.reshape?.shape ?? tensor.dims,
            owner: ensemble,
            who: 'the ensemble',
            range: tensor.nameNode.range,
          },
        ]
      : [],
  );
  const beside = modelsBeside(project, ensemble);
  for (const { model, inputs, outputs } of ensembleSteps(ensemble)) {
    const owner = model === undefined ? undefined : beside.get(model);
    if (!owner || owner === ensemble) continue;
    for (const [side, mappings] of [
      ['input', inputs],
      ['output', outputs],
    ] as const) {
      for (const { tensor: name, ensembleTensor, ensembleRange } of mappings) {
        // Of two tensors of one name Triton reads the first.
        const tensor = tensorsOf(owner).find(
          (one) => one.side === side && one.name !== undefined && one.name === name,
        );
        if (tensor && ensembleTensor !== undefined)
          uses.push({
            name: ensembleTensor,
            tensor,
            dims: tensor.dims,
            owner,
            who: `model \`${model}\``,
            range: ensembleRange,
          });
      }
    }
  }
  return uses;
}

/** Each later use of a tensor with its first one, of those uses that say something. */
export function* laterUses(
  uses: readonly TensorUse[],
  says: (use: TensorUse) => boolean,
): Generator<{ first: TensorUse; later: TensorUse }> {
  const firsts = new Map<string, TensorUse>();
  for (const use of uses) {
    if (!says(use)) continue;
    const first = firsts.get(use.name);
    if (first) yield { first, later: use };
    else firsts.set(use.name, use);
  }
}
