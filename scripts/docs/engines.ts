// docs/engines.md: what is known of each tool, out of the catalogue and the rules themselves.
import {
  convertCheckpointFlags,
  type FlagTable,
  flagVerdicts,
  legacyBuildFlags,
  quantizeFlags,
  resolveFlag,
  tritonserverFlags,
  trtllmBuildFlags,
  trtllmServeFlags,
  vllmServeFlags,
} from '../../catalog/flags.ts';
import { nimVariables } from '../../catalog/nim-environment.ts';
import { executionProviders, onnxOptimizerFlags } from '../../catalog/onnx.ts';
import { sglangServeFlags } from '../../catalog/sglang-flags.ts';
import { tgiLauncherFlags, tgiVariables } from '../../catalog/tgi-environment.ts';
import { trtllmBenchBuildFlags, trtllmBenchFlags } from '../../catalog/trtllm-bench.ts';
import { exampleFiles } from '../../lint/examples.ts';
import { rules } from '../../lint/registry.ts';

interface Tool {
  readonly name: string;
  readonly versions: string;
  readonly options: string;
  /** What a text says that starts the tool. */
  readonly start: RegExp;
  readonly hosts: string;
}

const commandHosts =
  'shell, Slurm, Dockerfile, compose, Kubernetes, Helm, Terraform, Markdown, notebooks, `subprocess` of Python';
const here = 'here-documents and ConfigMaps';

const span = ({ versions }: FlagTable): string =>
  `${versions[0]} to ${versions.at(-1)} (${versions.length} read)`;

const ofTable = (name: string, table: FlagTable, start: RegExp, hosts = commandHosts, more = ''): Tool => ({
  name,
  versions: span(table),
  options: `${table.flags.length} flags${more}`,
  start,
  hosts,
});

const tools: readonly Tool[] = [
  ofTable('`trtllm-build`', trtllmBuildFlags, /\btrtllm-build\b/),
  ofTable('`convert_checkpoint.py`', convertCheckpointFlags, /convert_checkpoint\.py/),
  ofTable('`quantize.py`', quantizeFlags, /quantize\.py/),
  ofTable('`build.py` of old', legacyBuildFlags, /examples\/\w+\/build\.py/),
  ofTable(
    '`trtllm-serve`, `tensorrt_llm.LLM`',
    trtllmServeFlags,
    /\btrtllm-serve\b|from tensorrt_llm|import tensorrt_llm/,
    `${commandHosts}, Python, Dynamo; its YAML in files, ${here}; the file of disaggregated serving`,
  ),
  ofTable(
    '`trtllm-bench`',
    trtllmBenchFlags,
    /\btrtllm-bench\b.*(throughput|latency)/,
    `${commandHosts}; its YAML as above`,
  ),
  ofTable('`trtllm-bench build`', trtllmBenchBuildFlags, /\btrtllm-bench\b.* build\b/),
  ofTable(
    '`tritonserver`',
    tritonserverFlags,
    /\btritonserver\b|launch_triton_server/,
    `${commandHosts}, KServe`,
  ),
  ofTable(
    '`vllm serve`, its module and image, `vllm.LLM`, `vllm.EngineArgs`',
    vllmServeFlags,
    /\bvllm serve|vllm-openai|vllm\.entrypoints|from vllm|import vllm/,
    `${commandHosts}, Python, KServe, Dynamo; its YAML in files, ${here}`,
  ),
  ofTable(
    '`sglang.launch_server`, `sglang serve`, `sglang.Engine`',
    sglangServeFlags,
    /sglang\.launch_server|sglang serve|import sglang/,
    `${commandHosts}, Dynamo; its YAML in files, ${here}`,
  ),
  ofTable(
    '`text-generation-launcher` and its image',
    tgiLauncherFlags,
    /text-generation-(launcher|inference)/,
    commandHosts,
    `, each with its variable; ${tgiVariables.length} variables more`,
  ),
  {
    name: 'NIM containers',
    versions: [...new Set(nimVariables.flatMap(({ generations }) => generations))]
      .filter((generation) => /^\d\.x\+?$/.test(generation))
      .sort()
      .join(', '),
    options: `${nimVariables.length} variables`,
    start: /nvcr\.io\/nim\//,
    hosts: `${commandHosts}, NIMService`,
  },
  {
    name: '`torch.onnx.export`, `onnxruntime`',
    versions: `PyTorch 2.0 to 2.8 and 2.13; ONNX Runtime ${onnxOptimizerFlags.versions.at(-1)}`,
    options: `${onnxOptimizerFlags.flags.length} flags of the optimiser; ${executionProviders.length} providers`,
    start: /torch\.onnx|onnxruntime/,
    hosts: 'Python, notebooks; the optimiser in every host of commands',
  },
];

/** The rules that report something in an example that starts the tool. */
const rulesOf = ({ start }: Tool): string[] =>
  rules
    .filter((rule) =>
      rule.examples.bad.some((example) => exampleFiles(rule, example).some(({ text }) => start.test(text))),
    )
    .map(({ code }) => code);

export function renderEngines(): string {
  const rows = tools.map((tool) => {
    const codes = rulesOf(tool);
    const links = codes.map((code) => `[${code}](rules/${code}.md)`).join(' ');
    return `| ${tool.name} | ${tool.versions} | ${tool.options} | ${links} | ${tool.hosts} |`;
  });
  return `# Engines and their tools

What Batchwise knows of each tool: the releases whose options were read, how many options they have together, the rules that look at the tool, and where its commands are found. A release between two has the options of the older one; one that was not read is never called wrong. The page is made from catalogue and rules by \`npx tsx scripts/docs/build.ts\`.

| tool | releases | options | rules | hosts |
|---|---|---|---|---|
${rows.join('\n')}

## Flags of study guides and what became of them

What \`trtllm-build\` makes of flags that guides still show. “yes” is the flag itself, “as” a longer one that it is read as, “two” one that several begin with, “no” an error.

| flag | belongs to | today | ${releases.join(' | ')} |
|---|---|---|${releases.map(() => '---|').join('')}
${flagVerdicts.map(verdictRow).join('\n')}
`;
}

const releases = trtllmBuildFlags.versions;

function verdictRow({ flag, belongsTo, modern }: (typeof flagVerdicts)[number]): string {
  const cells = releases.map((release) => {
    const resolved = resolveFlag(trtllmBuildFlags, flag, release);
    if (resolved.kind === 'abbreviation') return `as \`${resolved.flag.name}\``;
    return resolved.kind === 'exact' ? 'yes' : resolved.kind === 'ambiguous' ? 'two' : 'no';
  });
  return `| \`${flag}\` | ${cell(belongsTo)} | ${cell(modern)} | ${cells.join(' | ')} |`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
