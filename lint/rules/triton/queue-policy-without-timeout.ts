import { booleanValue, integerValue, messageFields, scalarField } from '../../../grammar/textproto/query.ts';
import type { MessageNode, ScalarNode } from '../../../grammar/textproto/tree.ts';
import { enumName } from '../../reading/enum-name.ts';
import { modelConfigs } from '../../reading/model-config.ts';
import { queuePolicies } from '../../reading/queue-policies.ts';
import type { Rule } from '../../rule.ts';

export const queuePolicyWithoutTimeout: Rule = {
  code: 'BWT030',
  name: 'queue-policy-without-timeout',
  area: 'triton',
  severity: 'warning',
  appliesTo: 'queue policies of `dynamic_batching`, Triton 20.03 and later',
  summary: 'A queue policy says what becomes of late requests, but no request is ever late.',
  why: '`default_timeout_microseconds` 0 is no timeout. `timeout_action` then never takes place, and `allow_timeout_override` neither: a request may only shorten the default timeout.',
  remedy: 'Set `default_timeout_microseconds`.',
  sources: [
    'triton-inference-server/core src/scheduler_utils.cc PriorityQueue::PolicyQueue::Enqueue',
    'triton-inference-server/common protobuf/model_config.proto ModelQueuePolicy',
  ],
  examples: {
    bad: [
      'backend: "python"\nmax_batch_size: 4\ndynamic_batching { default_queue_policy { timeout_action: «DELAY» } }\n',
      'backend: "python"\nmax_batch_size: 4\ndynamic_batching { default_queue_policy { allow_timeout_override: «true» default_timeout_microseconds: 0 } }\n',
    ],
    good: [
      'backend: "python"\nmax_batch_size: 4\ndynamic_batching { default_queue_policy { timeout_action: DELAY allow_timeout_override: true default_timeout_microseconds: 500000 } }\n',
      'backend: "python"\nmax_batch_size: 4\ndynamic_batching { default_queue_policy { timeout_action: REJECT max_queue_size: 16 } }\n',
    ],
  },
  scope: 'config',
  check({ project, report }) {
    for (const config of modelConfigs(project, 'timeout_action', 'allow_timeout_override')) {
      if (!config.whole) continue;
      for (const policy of messageFields(config.root, 'dynamic_batching').flatMap(queuePolicies)) {
        const timeout = scalarField(policy, 'default_timeout_microseconds');
        if (timeout && integerValue(timeout) !== 0) continue;
        for (const setting of settingsOf(policy))
          report(
            config.file,
            setting.range,
            'Without `default_timeout_microseconds` no request times out, and this has no effect.',
          );
      }
    }
  },
};

/** `REJECT` is what stands there anyhow. */
function settingsOf(policy: MessageNode): ScalarNode[] {
  const action = scalarField(policy, 'timeout_action');
  const override = scalarField(policy, 'allow_timeout_override');
  return [
    ...(action && enumName(action, 'ModelQueuePolicy.TimeoutAction') === 'DELAY' ? [action] : []),
    ...(override && booleanValue(override) === true ? [override] : []),
  ];
}
