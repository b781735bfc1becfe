import {
  booleanValue,
  integerValue,
  messageFields,
  scalarField,
  scalarFields,
  stringValue,
} from '../../grammar/textproto/query.ts';
import type { MessageNode, ScalarNode } from '../../grammar/textproto/tree.ts';
import { enumName } from './enum-name.ts';
import type { ModelConfig } from './model-config.ts';

/** One entry of `input` or `output`. */
export interface Tensor {
  readonly side: 'input' | 'output';
  readonly node: MessageNode;
  readonly name: string | undefined;
  readonly nameNode: ScalarNode | undefined;
  /** `TYPE_FP32`; undefined where it is absent or no data type. */
  readonly dataType: string | undefined;
  readonly dims: readonly Dimension[];
  /** The dimensions of `reshape { shape }`; undefined without a reshape. */
  readonly reshape: { readonly node: MessageNode; readonly shape: readonly Dimension[] } | undefined;
  readonly optional: boolean;
}

export interface Dimension {
  readonly node: ScalarNode;
  /** Undefined where it is no number, such as an unfilled placeholder. */
  readonly size: number | undefined;
}

const readings = new WeakMap<ModelConfig, readonly Tensor[]>();

/** The inputs and then the outputs of a model, read once for all rules. */
export function tensorsOf(config: ModelConfig): readonly Tensor[] {
  let tensors = readings.get(config);
  if (!tensors) {
    tensors = [
      ...messageFields(config.root, 'input').map((node) => readTensor('input', node)),
      ...messageFields(config.root, 'output').map((node) => readTensor('output', node)),
    ];
    readings.set(config, tensors);
  }
  return tensors;
}

function readTensor(side: Tensor['side'], node: MessageNode): Tensor {
  const nameNode = scalarField(node, 'name');
  const type = scalarField(node, 'data_type');
  const optional = scalarField(node, 'optional');
  const reshape = messageFields(node, 'reshape').at(-1);
  return {
    side,
    node,
    name: nameNode && stringValue(nameNode),
    nameNode,
    dataType: enumName(type, 'DataType'),
    dims: dimensionsOf(node, 'dims'),
    reshape: reshape && { node: reshape, shape: dimensionsOf(reshape, 'shape') },
    optional: optional !== undefined && booleanValue(optional) === true,
  };
}

/** The sizes of a `dims` or `shape` field. */
export const dimensionsOf = (node: MessageNode, name: string): Dimension[] =>
  scalarFields(node, name).map((dimension) => ({ node: dimension, size: integerValue(dimension) }));
