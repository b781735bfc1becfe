import {
  booleanValue,
  integerValue,
  messageFields,
  scalarField,
  stringValue,
} from '../../grammar/textproto/query.ts';
import type { MessageNode, ScalarNode } from '../../grammar/textproto/tree.ts';
import { instanceGroups } from './instance-groups.ts';
import type { ModelConfig } from './model-config.ts';

/** One entry of `instance_group { rate_limiter { resources } }` with a name. */
export interface LimitedResource {
  readonly name: string;
  readonly nameNode: ScalarNode;
  readonly node: MessageNode;
  /** Undefined where it is set to something unknown. */
  readonly global: boolean | undefined;
  readonly count: number | undefined;
  readonly countNode: ScalarNode | undefined;
}

export const limitedResources = (config: ModelConfig): LimitedResource[] =>
  instanceGroups(config)
    .flatMap(({ node }) => messageFields(node, 'rate_limiter'))
    .flatMap((limiter) => messageFields(limiter, 'resources'))
    .flatMap((node) => {
      const nameNode = scalarField(node, 'name');
      const name = stringValue(nameNode);
      if (!nameNode || name === undefined) return [];
      const global = scalarField(node, 'global');
      const countNode = scalarField(node, 'count');
      return [
        {
          name,
          nameNode,
          node,
          countNode,
          global: global ? booleanValue(global) : false,
          count: countNode ? integerValue(countNode) : 0,
        },
      ];
    });
