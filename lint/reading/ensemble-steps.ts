import type { Range } from '../../grammar/text.ts';
import { mapEntries, messageFields, scalarField, stringValue } from '../../grammar/textproto/query.ts';
import type { MessageNode, ScalarNode } from '../../grammar/textproto/tree.ts';
import type { ModelConfig } from './model-config.ts';

export interface EnsembleStep {
  readonly index: number;
  readonly node: MessageNode;
  readonly model: string | undefined;
  readonly modelNode: ScalarNode | undefined;
  readonly versionNode: ScalarNode | undefined;
  readonly inputs: readonly TensorMapping[];
  readonly outputs: readonly TensorMapping[];
}

/** `input_map { key: "tensor of the model" value: "tensor of the ensemble" }` */
export interface TensorMapping {
  readonly tensor: string | undefined;
  readonly tensorRange: Range;
  readonly ensembleTensor: string | undefined;
  readonly ensembleRange: Range;
}

const readings = new WeakMap<ModelConfig, readonly EnsembleStep[]>();

/** The steps of an ensemble in order, read once for all rules; none for any other model. */
export function ensembleSteps(config: ModelConfig): readonly EnsembleStep[] {
  let steps = readings.get(config);
  if (!steps) {
    const scheduling = messageFields(config.root, 'ensemble_scheduling').at(-1);
    steps = scheduling ? messageFields(scheduling, 'step').map(readStep) : [];
    readings.set(config, steps);
  }
  return steps;
}

function readStep(node: MessageNode, index: number): EnsembleStep {
  const modelNode = scalarField(node, 'model_name');
  return {
    index,
    node,
    modelNode,
    model: stringValue(modelNode),
    versionNode: scalarField(node, 'model_version'),
    inputs: mappings(node, 'input_map'),
    outputs: mappings(node, 'output_map'),
  };
}

function mappings(step: MessageNode, name: string): TensorMapping[] {
  return mapEntries(step, name).map((entry) => {
    const value = entry.value?.kind === 'scalar' ? entry.value : undefined;
    return {
      tensor: entry.keyText,
      tensorRange: entry.key?.range ?? entry.entry.range,
      ensembleTensor: value && stringValue(value),
      ensembleRange: value?.range ?? entry.entry.range,
    };
  });
}

/** The steps that can run, in an order in which each finds its inputs written, starting from the tensors at hand. */
export function runningOrder(steps: readonly EnsembleStep[], atHand: Iterable<string>): EnsembleStep[] {
  const readers = new Map<string, EnsembleStep[]>();
  const waitingFor = new Map<EnsembleStep, Set<string>>();
  for (const step of steps) {
    const names = new Set(step.inputs.flatMap(({ ensembleTensor }) => ensembleTensor ?? []));
    waitingFor.set(step, names);
    for (const name of names) {
      const group = readers.get(name);
      if (group) group.push(step);
      else readers.set(name, [step]);
    }
  }
  const order = steps.filter((step) => waitingFor.get(step)!.size === 0);
  const write = (name: string): void => {
    for (const step of readers.get(name) ?? []) {
      const waiting = waitingFor.get(step)!;
      if (waiting.delete(name) && waiting.size === 0) order.push(step);
    }
  };
  for (const name of atHand) write(name);
  for (let done = 0; done < order.length; done++)
    for (const { ensembleTensor } of order[done]!.outputs)
      if (ensembleTensor !== undefined) write(ensembleTensor);
  return order;
}
