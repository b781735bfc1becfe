import { LineIndex } from '../../grammar/text.ts';
import { parseTextproto } from '../../grammar/textproto/index.ts';
import { fieldsNamed, messageFields } from '../../grammar/textproto/query.ts';
import type { MessageNode } from '../../grammar/textproto/tree.ts';
import type { Scheduling } from '../triton-scheduling.ts';
import type { SchedulingProblem } from './triton-scheduling.ts';

/** A problem and the field that it is about, from the outermost message in; what is not written is left out. */
export interface Fault {
  readonly field: readonly string[];
  readonly message: string;
  readonly hint: string;
}

/** The faults with line and column of the innermost part of their field that is written. */
export function placed(faults: readonly Fault[], text: string): SchedulingProblem[] {
  const { root } = parseTextproto(text);
  const index = new LineIndex(text);
  return faults.map(({ field, message, hint }) => {
    const offset = offsetOf(root, field);
    if (offset === undefined) return { message, hint };
    const { line, character } = index.positionAt(offset);
    return { line: line + 1, column: character + 1, message, hint };
  });
}

function offsetOf(root: MessageNode, path: readonly string[]): number | undefined {
  let here = root;
  let offset: number | undefined;
  for (const name of path) {
    const field = fieldsNamed(here, name).at(-1);
    if (!field) continue;
    offset = field.name.range.start;
    here = messageFields(here, name).at(-1) ?? here;
  }
  return offset;
}

/** The checks of `ValidateModelConfig` that a simulation would stumble over. */
export function checkScheduling(scheduling: Scheduling, maxBatchSize: number): Fault[] {
  const problems: Fault[] = [];
  const strategy =
    scheduling.kind === 'dynamic'
      ? scheduling
      : scheduling.kind === 'sequence' && scheduling.strategy.kind === 'oldest'
        ? scheduling.strategy
        : undefined;
  for (const size of strategy?.preferredBatchSizes ?? [])
    if (size < 1 || size > maxBatchSize)
      problems.push({
        field: [
          scheduling.kind === 'dynamic' ? 'dynamic_batching' : 'sequence_batching',
          'oldest',
          'preferred_batch_size',
        ],
        message: `preferred_batch_size ${size} is not between 1 and max_batch_size ${maxBatchSize}`,
        hint: 'Triton does not load such a model',
      });
  if (scheduling.kind === 'sequence' && scheduling.strategy.kind === 'direct') {
    const share = scheduling.strategy.minimumSlotUtilization;
    if (!(share >= 0 && share <= 1))
      problems.push({
        field: ['sequence_batching', 'direct', 'minimum_slot_utilization'],
        message: `minimum_slot_utilization is ${share}`,
        hint: 'it is a share from 0 to 1',
      });
  }
  if (scheduling.kind === 'dynamic' && scheduling.priorityLevels > 0) {
    const { priorityLevels, defaultPriorityLevel, policies } = scheduling;
    if (defaultPriorityLevel < 1 || defaultPriorityLevel > priorityLevels)
      problems.push({
        field: ['dynamic_batching', 'default_priority_level'],
        message: `default_priority_level ${defaultPriorityLevel} is not between 1 and priority_levels ${priorityLevels}`,
        hint: 'Triton does not load such a model',
      });
    for (const level of policies.keys())
      if (level < 1 || level > priorityLevels)
        problems.push({
          field: ['dynamic_batching', 'priority_queue_policy'],
          message: `priority_queue_policy names level ${level} of ${priorityLevels}`,
          hint: 'Triton does not load such a model',
        });
  }
  return problems;
}
