import { limit, traced } from '../../../deployment/settings/leaves.ts';
import { listAt, valueAt } from '../../reading/manifest-values.ts';
import { podServers, type ServerContainer } from '../../reading/server-containers.ts';
import { toolCalls, tritonserver } from '../../reading/tool-calls.ts';
import type { Rule, RuleContext } from '../../rule.ts';

const pod = (grace: string, more: string, args = '"--model", "m"'): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: llm }\nspec:\n${grace}  containers:\n    - name: vllm\n      image: vllm/vllm-openai:v0.18.0\n      args: [${args}]\n${more}`;
const sleep = (seconds: string): string =>
  `      lifecycle: { preStop: { exec: { command: ["sh", "-c", "sleep ${seconds}"] } } }\n`;

export const graceTooShort: Rule = {
  code: 'BWK007',
  name: 'grace-period-too-short',
  area: 'kubernetes',
  severity: 'warning',
  appliesTo:
    'pods of servers with a `preStop` hook, `--shutdown-timeout` of vLLM or `--exit-timeout-secs` of Triton',
  summary: 'A pod is killed before its server has had the time that it is given to finish.',
  why: 'The grace period, 30 seconds unless set, begins with the `preStop` hook and ends with SIGKILL: whatever the server still answers is cut off.',
  remedy: 'Set `terminationGracePeriodSeconds` above the hook and the server’s own time to finish together.',
  sources: [
    'Kubernetes docs, Pod lifecycle, Termination of Pods',
    'vllm-project/vllm#43208; kserve/kserve#5485; triton-inference-server/server src/command_line_parser.cc --exit-timeout-secs',
  ],
  examplePath: 'pod.yaml',
  examples: {
    bad: [
      pod('', sleep('30').replace('["sh", "-c", "sleep 30"]', '«["sh", "-c", "sleep 30"]»')),
      pod(
        '  terminationGracePeriodSeconds: «60»\n',
        sleep('15'),
        '"--model", "m", "--shutdown-timeout", "50"',
      ),
    ],
    good: [
      pod('  terminationGracePeriodSeconds: 90\n', sleep('15'), '"--model", "m", "--shutdown-timeout", "60"'),
      pod('', sleep('5')),
    ],
  },
  check(context) {
    for (const server of podServers(context.project, context.options)) checkPod(context, server);
  },
};

/** core/v1 PodSpec. */
const defaultGrace = 30;

function checkPod(context: RuleContext, server: ServerContainer): void {
  const { pod, podPath, path, manifest } = server;
  const given = pod.terminationGracePeriodSeconds;
  if (given !== undefined && typeof given !== 'number') return;
  const grace = given ?? defaultGrace;
  const hook = hookSeconds(server);
  const own = shutdownSeconds(context, server);
  if (hook === undefined && own === undefined) return;
  const needed = (hook?.seconds ?? 0) + (own ?? 0);
  // What takes exactly as long as there is has no moment left.
  if (needed < grace || (own !== undefined && needed === grace)) return;
  const range =
    given !== undefined
      ? manifest.rangeOf([...podPath, 'terminationGracePeriodSeconds'])
      : hook && manifest.rangeOf([...path, ...hook.at]);
  if (range)
    context.report(
      manifest.file,
      range,
      `The pod is killed after ${grace} s; ${[hook && `its hook takes ${hook.seconds} s`, own !== undefined && `its server up to ${own} s`].filter(Boolean).join(' and ')}.`,
    );
}

/** How long a `preStop` hook sleeps: `sleep 30`, or the action of that name. */
function hookSeconds({ container }: ServerContainer): { seconds: number; at: readonly string[] } | undefined {
  const hook = ['lifecycle', 'preStop'];
  const action = valueAt(container, [...hook, 'sleep', 'seconds']);
  if (typeof action === 'number') return { seconds: action, at: [...hook, 'sleep', 'seconds'] };
  const words = listAt(container, [...hook, 'exec', 'command']).join(' ');
  const slept = [...words.matchAll(/(?:^|[\s/])sleep\s+(\d+)s?\b(?!\s*;?\s*done)/g)];
  const seconds = slept.reduce((sum, [, each]) => sum + Number(each), 0);
  return seconds > 0 && !/while|for |until/.test(words)
    ? { seconds, at: [...hook, 'exec', 'command'] }
    : undefined;
}

/** What the server is told to take for requests under way. */
function shutdownSeconds(
  { project, options }: RuleContext,
  { run, located }: ServerContainer,
): number | undefined {
  if (run?.engine === 'vllm') return traced(run.settings, limit, 'shutdown-timeout')?.value;
  const call = toolCalls(project, options, [tritonserver]).find((each) => each.located === located);
  const flag = call?.flags.find(({ written }) => written === '--exit-timeout-secs');
  const value = Number(flag?.values[0]?.text);
  return Number.isInteger(value) && value > 0 ? value : undefined;
}
