import type { MessageNode, ScalarNode } from '../../grammar/textproto/tree.ts';
import type { ModelConfig } from './model-config.ts';

const readings = new WeakMap<ModelConfig, readonly ScalarNode[]>();

/** Every scalar of a config in order, gathered once for all rules that look at each. */
export function scalarsOf(config: ModelConfig): readonly ScalarNode[] {
  let scalars = readings.get(config);
  if (!scalars) {
    const found: ScalarNode[] = [];
    gather(config.root, found);
    scalars = found;
    readings.set(config, scalars);
  }
  return scalars;
}

function gather(message: MessageNode, found: ScalarNode[]): void {
  for (const { values } of message.fields)
    for (const value of values) {
      if (value.kind === 'message') gather(value, found);
      else found.push(value);
    }
}
