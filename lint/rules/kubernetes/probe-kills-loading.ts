import type { Path } from '../../../deployment/readers/manifest-reader.ts';
import { isMapping, type Mapping, valueAt } from '../../reading/manifest-values.ts';
import { podServers, type ServerContainer } from '../../reading/server-containers.ts';
import { weightBytes } from '../../reading/weight-bytes.ts';
import type { Rule, RuleContext } from '../../rule.ts';

const pod = (model: string, probes: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: llm }\nspec:\n  containers:\n    - name: vllm\n      image: vllm/vllm-openai:v0.11.0\n      args: ["--model", "${model}"]\n${probes}`;
const live = (more: string): string =>
  `      livenessProbe: { httpGet: { path: /health, port: 8000 }, ${more} }\n`;

export const probeKillsLoading: Rule = {
  code: 'BWK005',
  name: 'probe-kills-loading',
  area: 'kubernetes',
  severity: 'warning',
  appliesTo: 'pods of vLLM, SGLang, TGI, `trtllm-serve`, Triton and NIM with probes',
  summary: 'A probe restarts the server before it can have loaded its model.',
  why: 'A server answers no probe while it loads weights. The kubelet restarts it after initial delay plus period times failures, it loads anew, and never becomes ready.',
  remedy:
    'Add a `startupProbe` whose period times failures is longer than the slowest start, downloads included, and let liveness begin after it.',
  sources: [
    'kserve/kserve#5062; vllm-project/aibrix#1054; kubernetes/website configure-liveness-readiness-startup-probes',
    'llm-d/llm-d-benchmark: weights of about 1.2, 16 and 35 GB a GPU load in 16, 31 and 117 s on H100',
  ],
  examplePath: 'pod.yaml',
  examples: {
    bad: [
      pod(
        'meta-llama/Llama-3.1-8B-Instruct',
        live('initialDelaySeconds: 10, periodSeconds: 5, failureThreshold: «2»'),
      ),
      pod(
        'meta-llama/Llama-3.1-70B-Instruct',
        `      startupProbe: { httpGet: { path: /health, port: 8000 }, periodSeconds: 10, failureThreshold: «6» }\n${live('periodSeconds: 10')}`,
      ),
      pod(
        'meta-llama/Llama-3.1-8B-Instruct',
        `      startupProbe: { httpGet: { path: /health, port: 8000 }, periodSeconds: 10, failureThreshold: 60 }\n${live('failureThreshold: «1»')}`,
      ),
    ],
    good: [
      pod('meta-llama/Llama-3.1-8B-Instruct', live('initialDelaySeconds: 600, periodSeconds: 10')),
      pod(
        'meta-llama/Llama-3.1-70B-Instruct',
        `      startupProbe: { httpGet: { path: /health, port: 8000 }, periodSeconds: 10, failureThreshold: 120 }\n${live('periodSeconds: 10')}`,
      ),
    ],
  },
  check(context) {
    for (const server of podServers(context.project, context.options)) {
      const startup = server.container.startupProbe;
      const liveness = server.container.livenessProbe;
      const needed = shortestStart(server);
      if (isMapping(startup)) checkBudget(context, server, 'startupProbe', startup, needed);
      else if (isMapping(liveness)) checkBudget(context, server, 'livenessProbe', liveness, needed);
      if (isMapping(liveness) && isMapping(startup) && liveness.failureThreshold === 1)
        tell(
          context,
          server,
          ['livenessProbe', 'failureThreshold'],
          'One late answer restarts the server, which then loads its model again.',
        );
    }
  },
};

/** Defaults of core/v1 Probe. */
const defaultPeriod = 10;
const defaultFailures = 3;

function checkBudget(
  context: RuleContext,
  server: ServerContainer,
  probe: string,
  given: Mapping,
  needed: number,
): void {
  const seconds = (key: string, other: number): number | undefined => {
    const value = valueAt(given, [key]);
    return value === undefined ? other : typeof value === 'number' ? value : undefined;
  };
  const [delay, period, failures] = [
    seconds('initialDelaySeconds', 0),
    seconds('periodSeconds', defaultPeriod),
    seconds('failureThreshold', defaultFailures),
  ];
  if (delay === undefined || period === undefined || failures === undefined) return;
  const budget = delay + period * failures;
  if (budget >= needed) return;
  const key = ['failureThreshold', 'periodSeconds', 'initialDelaySeconds'].find((each) => each in given);
  tell(
    context,
    server,
    key ? [probe, key] : [probe],
    `The server is restarted after ${budget} s; loading alone takes ${Math.round(needed)} s or more.`,
  );
}

function tell(context: RuleContext, { manifest, path }: ServerContainer, keys: Path, message: string): void {
  const range = manifest.rangeOf([...path, ...keys]);
  if (range) context.report(manifest.file, range, message);
}

/** What process and CUDA take before weights are read, and a gigabyte of them from a local disk, at the fastest that was measured. */
const secondsBefore = 15;
const secondsPerGigabyte = 1;

/** Below this no server of language models was seen to start, however small the model. */
function shortestStart({ run }: ServerContainer): number {
  const bytes = run?.deployment && weightBytes(run.deployment);
  return secondsBefore + (bytes === undefined ? 0 : (bytes / 1e9) * secondsPerGigabyte);
}
