import type { EngineName } from '../../../deployment/deployment.ts';
import { isMapping, listAt, valueAt } from '../../reading/manifest-values.ts';
import { podServers, type ServerContainer } from '../../reading/server-containers.ts';
import { serverPort } from '../../reading/server-port.ts';
import type { Rule, RuleContext } from '../../rule.ts';

const pod = (probe: string, more = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: llm }\nspec:\n  containers:\n    - name: vllm\n      image: vllm/vllm-openai:v0.11.0\n      args: ["--model", "m"]\n${more}      readinessProbe: { httpGet: ${probe}, periodSeconds: 10 }\n`;

export const probePlace: Rule = {
  code: 'BWK006',
  name: 'probe-at-wrong-place',
  area: 'kubernetes',
  severity: 'error',
  appliesTo: 'HTTP probes of vLLM, SGLang, TGI, `trtllm-serve` and Triton in pods',
  summary: 'A probe asks where the server does not answer.',
  why: 'The server answers 404, or nobody listens on the port: the pod is never ready, or is restarted again and again.',
  remedy:
    'vLLM, SGLang, TGI and `trtllm-serve` answer `/health` on the port of the server; Triton `/v2/health/ready` and `/v2/health/live`.',
  sources: [
    'vllm-project/vllm vllm/entrypoints/openai/api_server.py; sgl-project/sglang python/sglang/srt/entrypoints/http_server.py',
    'NVIDIA/TensorRT-LLM tensorrt_llm/serve/openai_server.py; huggingface/text-generation-inference router/src/server.rs',
    'triton-inference-server/server docs/protocol; KServe predict protocol v2',
  ],
  examplePath: 'pod.yaml',
  examples: {
    bad: [
      pod('{ path: «/v2/health/ready», port: 8000 }'),
      pod('{ path: «/healthz», port: 8000 }'),
      pod('{ path: /health, port: «8080» }'),
      pod('{ path: /health, port: «http» }', '      ports: [{ name: http, containerPort: 8080 }]\n'),
    ],
    good: [
      pod('{ path: /health, port: 8000 }'),
      pod('{ path: /health, port: http }', '      ports: [{ name: http, containerPort: 8000 }]\n'),
    ],
  },
  check(context) {
    for (const server of podServers(context.project, context.options))
      for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe'])
        checkProbe(context, server, probe);
  },
};

/** Paths that guides of other servers use for a probe, by who does not answer them. */
const unanswered: Readonly<Partial<Record<EngineName | 'triton', RegExp>>> = {
  vllm: /^\/(v2\/health\/\w+|v1\/health\/\w+|healthz|readyz|livez|ready|live|health_generate|health\/\w+)\/?$/,
  sglang: /^\/(v2\/health\/\w+|v1\/health\/\w+|healthz|readyz|livez|ready|live|health\/\w+)\/?$/,
  tgi: /^\/(v2\/health\/\w+|v1\/health\/\w+|healthz|readyz|livez|ready|live|health_generate|health\/\w+)\/?$/,
  'tensorrt-llm': /^\/(v2\/health\/\w+|v1\/health\/\w+|healthz|readyz|livez|ready|live|health\/\w+)\/?$/,
  triton: /^\/(health|healthz|readyz|livez|ready|live|v1\/health\/\w+|health\/\w+)\/?$/,
};

function checkProbe(context: RuleContext, server: ServerContainer, probe: string): void {
  const { container, manifest, path, run, tool } = server;
  const get = valueAt(container, [probe, 'httpGet']);
  if (!isMapping(get)) return;
  const tell = (key: string, message: string): void => {
    const range = manifest.rangeOf([...path, probe, 'httpGet', key]);
    if (range) context.report(manifest.file, range, message);
  };
  const engine = tool === 'tritonserver' ? 'triton' : run?.engine;
  const isTriton = engine === 'triton';
  const asked = typeof get.path === 'string' ? get.path.replace(/\?.*$/, '') : undefined;
  if (engine && asked !== undefined && unanswered[engine]?.test(asked))
    tell('path', `The server has no \`${asked}\`: ask \`${isTriton ? '/v2/health/ready' : '/health'}\`.`);
  const port = run && serverPort(run);
  const own = portOf(get.port, container);
  // A container may start several servers, or a proxy before its server.
  if (port && own !== undefined && own !== port.value && aloneIn(context, server))
    tell('port', `The server listens on ${port.value}, not on ${own}.`);
}

/** The number of a port, also by the name that the container gives it. */
function portOf(port: unknown, container: unknown): number | undefined {
  if (typeof port === 'number') return port;
  const named = listAt(container, ['ports']).find((each) => isMapping(each) && each.name === port);
  const number = valueAt(named, ['containerPort']);
  return typeof number === 'number' ? number : undefined;
}

/** Nothing else runs in the container but what prepares the server. */
const aloneIn = ({ project }: RuleContext, { located, manifest, path }: ServerContainer): boolean => {
  const range = manifest.rangeOf(path);
  const beside = project.commands.filter(
    ({ file, command }) =>
      file === located.file &&
      range !== undefined &&
      command.range.start >= range.start &&
      command.range.end <= range.end,
  );
  return beside.length === 1;
};
