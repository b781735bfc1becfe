import { integerValue, messageFields, scalarField, scalarFields } from '../../grammar/textproto/query.ts';
import type { MessageNode, ScalarNode } from '../../grammar/textproto/tree.ts';
import { enumName } from './enum-name.ts';
import type { ModelConfig } from './model-config.ts';

/** One entry of `instance_group`. */
export interface InstanceGroup {
  readonly node: MessageNode;
  /** `KIND_AUTO` where it is not set; undefined where it is set to something unknown. */
  readonly kind: string | undefined;
  readonly kindNode: ScalarNode | undefined;
  readonly count: number | undefined;
  readonly countNode: ScalarNode | undefined;
  readonly gpus: readonly ScalarNode[];
  readonly profiles: readonly ScalarNode[];
}

const readings = new WeakMap<ModelConfig, readonly InstanceGroup[]>();

/** The instance groups of a model in order, read once for all rules. */
export function instanceGroups(config: ModelConfig): readonly InstanceGroup[] {
  let groups = readings.get(config);
  if (!groups) {
    groups = messageFields(config.root, 'instance_group').map(readGroup);
    readings.set(config, groups);
  }
  return groups;
}

function readGroup(node: MessageNode): InstanceGroup {
  const kindNode = scalarField(node, 'kind');
  const countNode = scalarField(node, 'count');
  return {
    node,
    kindNode,
    kind: kindNode ? enumName(kindNode, 'ModelInstanceGroup.Kind') : 'KIND_AUTO',
    countNode,
    count: integerValue(countNode),
    gpus: scalarFields(node, 'gpus'),
    profiles: scalarFields(node, 'profile'),
  };
}
