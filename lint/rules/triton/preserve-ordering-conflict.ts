import { booleanValue, integerValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import { enumName } from '../../reading/enum-name.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { queuePolicies } from '../../reading/queue-policies.ts';
import type { Rule } from '../../rule.ts';

export const preserveOrderingConflict: Rule = {
  code: 'BWT015',
  name: 'preserve-ordering-conflict',
  area: 'triton',
  severity: 'error',
  appliesTo: '`dynamic_batching` with `preserve_ordering: true`',
  summary: '`preserve_ordering` stands beside priorities or beside a policy that delays requests.',
  why: 'Both let requests overtake each other, which `preserve_ordering` forbids; Triton refuses the model.',
  remedy: 'Take `preserve_ordering` out, or the priorities and the `DELAY`.',
  sources: ['triton-inference-server/core src/model_config_utils.cc ValidateModelConfig'],
  examples: {
    bad: [
      'backend: "python"\nmax_batch_size: 4\ndynamic_batching { preserve_ordering: true priority_levels: «2» default_priority_level: 1 }\n',
      'backend: "python"\nmax_batch_size: 4\ndynamic_batching { preserve_ordering: true default_queue_policy { timeout_action: «DELAY» default_timeout_microseconds: 100 } }\n',
    ],
    good: [
      'backend: "python"\nmax_batch_size: 4\ndynamic_batching { preserve_ordering: true default_queue_policy { timeout_action: REJECT default_timeout_microseconds: 100 } }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'preserve_ordering')) {
      for (const block of messageFields(config.root, 'dynamic_batching')) {
        const ordering = scalarField(block, 'preserve_ordering');
        if (!ordering || booleanValue(ordering) !== true) continue;
        const related = [
          { path: config.file.path, range: ordering.range, message: 'the order is to be kept' },
        ];
        const levels = scalarField(block, 'priority_levels');
        if (levels && (integerValue(levels) ?? 0) > 1)
          report(config.file, levels.range, 'Only one priority level goes with `preserve_ordering`.', {
            related,
          });
        for (const policy of queuePolicies(block)) {
          const action = scalarField(policy, 'timeout_action');
          const timeout = scalarField(policy, 'default_timeout_microseconds');
          if (
            !action ||
            enumName(action, 'ModelQueuePolicy.TimeoutAction') !== 'DELAY' ||
            !timeout ||
            (integerValue(timeout) ?? 0) === 0
          )
            continue;
          report(
            config.file,
            action.range,
            'A delayed request would be overtaken: `DELAY` does not go with `preserve_ordering`.',
            { related },
          );
        }
      }
    }
  },
};
