import { scalarField } from '../../grammar/textproto/query.ts';
import type { ScalarNode } from '../../grammar/textproto/tree.ts';
import type { ModelConfig } from './model-config.ts';
import { sequenceStates } from './sequences.ts';
import { sizesOf } from './shapes.ts';
import type { Dimension } from './tensors.ts';
import { warmupsOf } from './warmups.ts';

/** A file with the data of a warm-up sample or of an initial state. */
export interface DataFile {
  readonly folder: 'warmup' | 'initial_state';
  /** The name of the file, as written. */
  readonly node: ScalarNode;
  readonly dataType: string | undefined;
  /** Undefined where a size is none. */
  readonly sizes: readonly number[] | undefined;
}

/** Every data file that a config names. */
export function dataFiles(config: ModelConfig): DataFile[] {
  const found: DataFile[] = [];
  const note = (folder: DataFile['folder'], field: string, { node, dataType, dims }: DataTensor): void => {
    const file = scalarField(node, field);
    if (file) found.push({ folder, node: file, dataType, sizes: sizesOf(dims) });
  };
  for (const input of warmupsOf(config).flatMap(({ inputs }) => inputs))
    note('warmup', 'input_data_file', input);
  for (const state of sequenceStates(config).flatMap(({ initial }) => initial))
    note('initial_state', 'data_file', state);
  return found;
}

interface DataTensor {
  readonly node: Parameters<typeof scalarField>[0];
  readonly dataType: string | undefined;
  readonly dims: readonly Dimension[];
}
