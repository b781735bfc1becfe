import { mapEntries, messageFields } from '../../grammar/textproto/query.ts';
import type { MessageNode } from '../../grammar/textproto/tree.ts';

/** The queue policies of a `dynamic_batching` block: the default one and those of the priorities. */
export function queuePolicies(batching: MessageNode): MessageNode[] {
  const byPriority = mapEntries(batching, 'priority_queue_policy').flatMap(({ value }) =>
    value?.kind === 'message' ? [value] : [],
  );
  return [...messageFields(batching, 'default_queue_policy'), ...byPriority];
}
