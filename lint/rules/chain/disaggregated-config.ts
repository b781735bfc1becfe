import { limit, traced } from '../../../deployment/settings/leaves.ts';
import type { Data } from '../../../deployment/settings/setting.ts';
import { type Disaggregated, disaggregated, type Role, urlsOf } from '../../reading/disaggregated.ts';
import { placeOf, reportAt } from '../../reading/placed.ts';
import type { Rule, RuleContext } from '../../rule.ts';

const files = (yaml: string): Record<string, string> => ({
  'serve.sh': 'trtllm-serve disaggregated -c disagg.yaml\n',
  'disagg.yaml': `hostname: localhost\nport: 8000\n${yaml}`,
});
const generation = 'generation_servers:\n  urls: ["localhost:8002"]\n';

export const disaggregatedConfig: Rule = {
  code: 'BWC027',
  name: 'disaggregated-config',
  area: 'chain',
  severity: 'error',
  appliesTo: 'the file of `trtllm-serve disaggregated` and `disaggregated_mpi_worker`',
  summary: 'The file of disaggregated serving contradicts itself.',
  why: 'The front server reads how many context and generation servers there are, and where. It stops with a `ValueError` where the addresses are not as many as the instances, where one is given twice, or where an argument at the top says something else than the servers do.',
  remedy: 'Give each instance one address of its own, and each argument in one place.',
  sources: [
    'NVIDIA/TensorRT-LLM tensorrt_llm/llmapi/disagg_utils.py extract_disagg_cfg, extract_ctx_gen_cfgs',
  ],
  examplePath: 'serve.sh',
  examples: {
    bad: [
      files(`context_servers:\n  num_instances: «2»\n  urls: ["localhost:8001"]\n${generation}`),
      files(`context_servers:\n  urls: «["localhost:8001", "localhost:8003"]»\n${generation}`),
      files(
        `context_servers:\n  num_instances: 2\n  urls: «["localhost:8001", "localhost:8001"]»\n${generation}`,
      ),
      files(
        `max_batch_size: 8\ncontext_servers:\n  max_batch_size: «16»\n  urls: ["localhost:8001"]\n${generation}`,
      ),
    ],
    good: [
      files(
        `model: m\ncontext_servers:\n  num_instances: 2\n  max_batch_size: 16\n  urls: ["localhost:8001", "localhost:8003"]\n${generation}`,
      ),
    ],
  },
  scope: 'commands',
  check(context) {
    for (const located of context.project.commands) {
      const served = disaggregated(located, context.project);
      for (const role of served?.roles ?? []) {
        checkAddresses(context, role);
        checkInherited(context, served!, role);
      }
    }
  },
};

function checkAddresses(context: RuleContext, { name, ...role }: Role): void {
  const urls = urlsOf({ name, ...role });
  const at = role.own.find('urls');
  if (!urls || !at) return;
  const instances = traced(role.own, limit, 'num-instances');
  const addresses = `${urls.length} address${urls.length === 1 ? '' : 'es'}`;
  if ((instances?.value ?? 1) !== urls.length)
    reportAt(
      context,
      { value: 0, origin: (instances ?? at).origin },
      instances
        ? `\`${name}\` has ${addresses} for ${instances.value} instances.`
        : `\`${name}\` has ${addresses}, and \`num_instances\` is 1 where it is not given.`,
    );
  else if (new Set(urls).size < urls.length)
    reportAt(context, { value: 0, origin: at.origin }, `\`${name}\` has an address twice.`);
}

/** Named parameters of the front server; everything else at the top is for all servers. */
const frontOnly = new Set([
  'hostname',
  'port',
  'max_retries',
  'perf_metrics_max_requests',
  'return_perf_metrics',
  'perf_metrics_output_dir',
  'context_servers',
  'generation_servers',
  'conditional_disagg_config',
  'otlp_config',
  'disagg_cluster',
  'node_id',
  'schedule_style',
  'allow_request_chat_template',
  'gen_strip_message_history',
  'gen_tokids_ctxbytes',
  'num_workers',
  'disagg_coordinator_url',
]);

function checkInherited(context: RuleContext, { config }: Disaggregated, { name, own }: Role): void {
  const { data } = config;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return;
  for (const [key, value] of Object.entries(data as Readonly<Record<string, Data>>)) {
    const said = frontOnly.has(key) ? undefined : own.find(key);
    if (!said || JSON.stringify(said.value) === JSON.stringify(value)) continue;
    const top = config.find(key);
    const place = top && placeOf({ value: 0, origin: top.origin });
    reportAt(
      context,
      { value: 0, origin: said.origin },
      `\`${key}\` says something else at the top of the file than in \`${name}\`.`,
      {
        related: place ? [{ ...place, message: 'at the top' }] : [],
      },
    );
  }
}
