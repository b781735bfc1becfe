import type { Range } from '../../grammar/text.ts';
import { mapEntries, messageFields, scalarField, stringValue } from '../../grammar/textproto/query.ts';
import type { MessageNode } from '../../grammar/textproto/tree.ts';
import type { ModelConfig } from './model-config.ts';

/** One entry of `optimization { execution_accelerators { … } }`. */
export interface Accelerator {
  readonly device: 'gpu' | 'cpu';
  readonly name: string | undefined;
  readonly nameRange: Range;
  readonly options: readonly {
    readonly key: string;
    readonly keyRange: Range;
    readonly value: string | undefined;
    readonly valueRange: Range;
  }[];
}

export function acceleratorsOf(config: ModelConfig): Accelerator[] {
  return messageFields(config.root, 'optimization')
    .flatMap((optimization) => messageFields(optimization, 'execution_accelerators'))
    .flatMap((block) => [
      ...messageFields(block, 'gpu_execution_accelerator').map((node) => readAccelerator('gpu', node)),
      ...messageFields(block, 'cpu_execution_accelerator').map((node) => readAccelerator('cpu', node)),
    ]);
}

function readAccelerator(device: Accelerator['device'], node: MessageNode): Accelerator {
  const name = scalarField(node, 'name');
  return {
    device,
    name: stringValue(name),
    nameRange: name?.range ?? node.range,
    options: mapEntries(node, 'parameters').map(({ key, keyText, value, entry }) => ({
      key: keyText,
      keyRange: key?.range ?? entry.range,
      value: value?.kind === 'scalar' ? stringValue(value) : undefined,
      valueRange: value?.range ?? entry.range,
    })),
  };
}
