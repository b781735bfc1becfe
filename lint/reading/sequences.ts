import { messageFields, scalarField, stringValue } from '../../grammar/textproto/query.ts';
import type { MessageNode, ScalarNode } from '../../grammar/textproto/tree.ts';
import { enumName } from './enum-name.ts';
import type { ModelConfig } from './model-config.ts';
import { type Dimension, dimensionsOf } from './tensors.ts';

/** One entry of `sequence_batching { control_input }`. */
export interface ControlInput {
  readonly node: MessageNode;
  readonly name: string | undefined;
  readonly nameNode: ScalarNode | undefined;
  readonly controls: readonly Control[];
}

export interface Control {
  readonly node: MessageNode;
  /** `CONTROL_SEQUENCE_START` where it is not set, the value 0; undefined where it is set to something unknown. */
  readonly kind: string | undefined;
  readonly kindNode: ScalarNode | undefined;
}

/** One entry of `sequence_batching { state }`, or the start of one. */
export interface StateTensor {
  readonly node: MessageNode;
  readonly dataType: string | undefined;
  readonly typeNode: ScalarNode | undefined;
  readonly dims: readonly Dimension[];
}

export interface SequenceState extends StateTensor {
  readonly inputName: ScalarNode | undefined;
  readonly outputName: ScalarNode | undefined;
  readonly initial: readonly StateTensor[];
}

/** The `sequence_batching` of a model; none for most. */
export const sequenceBatchers = (config: ModelConfig): MessageNode[] =>
  messageFields(config.root, 'sequence_batching');

export const controlInputs = (config: ModelConfig): ControlInput[] =>
  sequenceBatchers(config).flatMap((batcher) =>
    messageFields(batcher, 'control_input').map(readControlInput),
  );

function readControlInput(node: MessageNode): ControlInput {
  const nameNode = scalarField(node, 'name');
  return {
    node,
    nameNode,
    name: nameNode ? stringValue(nameNode) : '',
    controls: messageFields(node, 'control').map((control) => {
      const kindNode = scalarField(control, 'kind');
      return {
        node: control,
        kindNode,
        kind: kindNode ? enumName(kindNode, 'ModelSequenceBatching.Control.Kind') : 'CONTROL_SEQUENCE_START',
      };
    }),
  };
}

export const sequenceStates = (config: ModelConfig): SequenceState[] =>
  sequenceBatchers(config).flatMap((batcher) =>
    messageFields(batcher, 'state').map((node) => ({
      ...readStateTensor(node),
      inputName: scalarField(node, 'input_name'),
      outputName: scalarField(node, 'output_name'),
      initial: messageFields(node, 'initial_state').map(readStateTensor),
    })),
  );

function readStateTensor(node: MessageNode): StateTensor {
  const typeNode = scalarField(node, 'data_type');
  return { node, typeNode, dataType: enumName(typeNode, 'DataType'), dims: dimensionsOf(node, 'dims') };
}
