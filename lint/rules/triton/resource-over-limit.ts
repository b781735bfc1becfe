import { modelConfigs } from '../../reading/model-config.ts';
import { limitedResources } from '../../reading/rate-limiter.ts';
import { flagUses, knownServers } from '../../reading/server-calls.ts';
import type { ToolCall } from '../../reading/tool-calls.ts';
import type { Rule } from '../../rule.ts';

const model = (count: string): string =>
  `backend: "python"\ninstance_group [ { kind: KIND_GPU rate_limiter { resources [ { name: "R1" count: ${count} } ] } } ]\n`;
const server =
  'tritonserver --model-repository=/models --rate-limit=execution_count --rate-limit-resource=R1:4\n';

export const resourceOverLimit: Rule = {
  code: 'BWT048',
  name: 'resource-over-limit',
  area: 'triton',
  severity: 'error',
  appliesTo:
    '`rate_limiter { resources }` beside a `tritonserver` with `--rate-limit-resource`, Triton 20.11 and later',
  summary: 'An instance needs more of a resource than the server has.',
  why: 'Once resources are listed on the command line, there are no others: an instance that needs more could never run, and Triton refuses the model.',
  remedy: 'Raise the number in `--rate-limit-resource`, or lower `count`.',
  sources: [
    'triton-inference-server/core src/rate_limiter.cc RateLimiter::ResourceManager::ParseAndValidateExplicitResources',
  ],
  examples: {
    bad: [{ 'models/a/config.pbtxt': model('«8»'), 'serve.sh': server }],
    good: [{ 'models/a/config.pbtxt': model('4'), 'serve.sh': server }],
  },
  check({ project, options, report }) {
    const servers = knownServers(project, options);
    const limits = servers?.map(limitsOf);
    if (!limits || limits.some((limit) => limit === undefined || limit.size === 0)) return;
    for (const config of modelConfigs(project, 'rate_limiter')) {
      for (const { name, count, countNode, nameNode } of limitedResources(config)) {
        const most = Math.max(...limits.map((limit) => limit!.get(name) ?? 0));
        if (count === undefined || count <= most) continue;
        report(
          config.file,
          countNode?.range ?? nameNode.range,
          `The server has ${most} of \`${name}\`, and an instance needs ${count}.`,
        );
      }
    }
  },
};

/** `--rate-limit-resource=<name>:<count>[:<device>]`; undefined where one cannot be read, or the limiter is off. */
function limitsOf(call: ToolCall): ReadonlyMap<string, number> | undefined {
  if (!flagUses(call, '--rate-limit').some(({ values }) => values[0]?.text === 'execution_count'))
    return undefined;
  const limits = new Map<string, number>();
  for (const { values } of flagUses(call, '--rate-limit-resource')) {
    const match = /^([^:]+):(\d+)(:|$)/.exec(values[0]?.text ?? '');
    if (!match) return undefined;
    limits.set(match[1]!, Math.max(limits.get(match[1]!) ?? 0, Number(match[2])));
  }
  return limits;
}
