import { text, traced } from '../../../deployment/settings/leaves.ts';
import { engineRuns } from '../../reading/engine-runs.ts';
import { reportAt } from '../../reading/placed.ts';
import type { Rule } from '../../rule.ts';

const roles = ['kv_producer', 'kv_consumer', 'kv_both'];

export const kvTransferConfig: Rule = {
  code: 'BWV010',
  name: 'vllm-kv-role',
  area: 'vllm',
  severity: 'error',
  appliesTo: '`--kv-transfer-config` of vLLM, and `kv_transfer_config` of `vllm.LLM`',
  summary: 'A KV connector has no role, or one that does not exist.',
  why: 'vLLM refuses the configuration: “Please specify kv_role when kv_connector is set”.',
  remedy: 'Set `kv_role` to `kv_producer`, `kv_consumer` or `kv_both`.',
  sources: ['vllm-project/vllm vllm/config/kv_transfer.py KVTransferConfig'],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      `vllm serve m --kv-transfer-config «'{"kv_connector": "NixlConnector"}'»\n`,
      `vllm serve m --kv-transfer-config «'{"kv_connector": "NixlConnector", "kv_role": "producer"}'»\n`,
    ],
    good: [`vllm serve m --kv-transfer-config '{"kv_connector": "NixlConnector", "kv_role": "kv_both"}'\n`],
  },
  check(context) {
    for (const { settings } of engineRuns(context.project, context.options, 'vllm')) {
      const connector = traced(settings, text, 'kv-transfer-config.kv-connector');
      const role = traced(settings, text, 'kv-transfer-config.kv-role');
      if (role && !roles.includes(role.value))
        reportAt(context, role, `\`kv_role\` is one of ${roles.join(', ')}, not \`${role.value}\`.`);
      else if (connector && !settings.find('kv-transfer-config.kv-role'))
        reportAt(context, connector, `\`${connector.value}\` needs a \`kv_role\`: ${roles.join(', ')}.`);
    }
  },
};
