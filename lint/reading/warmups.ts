import { integerValue, mapEntries, messageFields, scalarField } from '../../grammar/textproto/query.ts';
import type { MessageNode, ScalarNode } from '../../grammar/textproto/tree.ts';
import { enumName } from './enum-name.ts';
import type { ModelConfig } from './model-config.ts';
import { type Dimension, dimensionsOf } from './tensors.ts';

/** One entry of `model_warmup`. */
export interface Warmup {
  readonly node: MessageNode;
  readonly batchNode: ScalarNode | undefined;
  /** 0 where it is not set, and then the sample is not run; undefined where it is no number. */
  readonly batch: number | undefined;
  readonly inputs: readonly WarmupInput[];
}

export interface WarmupInput {
  readonly name: string;
  readonly nameNode: ScalarNode | undefined;
  readonly node: MessageNode;
  readonly dataType: string | undefined;
  readonly typeNode: ScalarNode | undefined;
  readonly dims: readonly Dimension[];
}

export const warmupsOf = (config: ModelConfig): Warmup[] =>
  messageFields(config.root, 'model_warmup').map((node) => {
    const batchNode = scalarField(node, 'batch_size');
    return {
      node,
      batchNode,
      batch: batchNode ? integerValue(batchNode) : 0,
      inputs: mapEntries(node, 'inputs').flatMap(({ keyText, key, value }) => {
        if (value?.kind !== 'message') return [];
        const typeNode = scalarField(value, 'data_type');
        return [
          {
            name: keyText,
            nameNode: key,
            node: value,
            typeNode,
            dataType: enumName(typeNode, 'DataType'),
            dims: dimensionsOf(value, 'dims'),
          },
        ];
      }),
    };
  });
