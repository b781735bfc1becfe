import { type FlagTable, vllmServeFlags } from '../../catalog/flags.ts';
import { tgiVariableOfFlag } from '../../catalog/tgi-environment.ts';
import type { Deployment, EngineName } from '../../deployment/deployment.ts';
import type { LocatedCall, LocatedCommand, Project, VersionMention } from '../../deployment/project.ts';
import { passthroughWords } from '../../deployment/readers/nim.ts';
import { programPlace } from '../../deployment/readers/program-place.ts';
import { vllmClass } from '../../deployment/readers/python-llm.ts';
import { CallSource } from '../../deployment/settings/call-source.ts';
import { EnvironmentSource } from '../../deployment/settings/environment-source.ts';
import { FlagSource } from '../../deployment/settings/flag-source.ts';
import { findOptions } from '../../deployment/settings/options-file.ts';
import { layered, type SettingSource } from '../../deployment/settings/setting.ts';
import { type ToolRun, toolOf } from '../../deployment/tools.ts';
import type { Word } from '../../grammar/command.ts';
import type { Range } from '../../grammar/text.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { LintOptions } from '../rule.ts';
import { disaggregated } from './disaggregated.ts';
import { versionFor } from './versions.ts';

/** One start of an engine, by a command line or a Python call, with everything that it is told. */
export interface EngineRun {
  readonly engine: EngineName;
  readonly file: SourceFile;
  /** Where the engine is named. */
  readonly place: Range;
  readonly version: string | undefined;
  /** Flags, the file that they name and, for TGI, variables: by the name of the flag without its dashes. */
  readonly settings: SettingSource;
  readonly env: Readonly<Record<string, Word>>;
  /** The command, where it is one. */
  readonly located: LocatedCommand | undefined;
  /** The call, where it is one. */
  readonly called?: LocatedCall;
  /** What the settings add up to. */
  readonly deployment: Deployment | undefined;
  /** More may be set than can be seen. */
  readonly open: boolean;
}

const servers: Readonly<Partial<Record<ToolRun['tool'], EngineName>>> = {
  'vllm serve': 'vllm',
  'sglang.launch_server': 'sglang',
  'text-generation-launcher': 'tgi',
  'trtllm-serve': 'tensorrt-llm',
  'trtllm-bench': 'tensorrt-llm',
  'dynamo.vllm': 'vllm',
  huggingfaceserver: 'vllm',
  'dynamo.sglang': 'sglang',
  'dynamo.trtllm': 'tensorrt-llm',
};

const readings = new WeakMap<Project, { targets: string; runs: readonly EngineRun[] }>();

/** Every start of one of the engines in a project. */
export function engineRuns(
  project: Project,
  options: LintOptions,
  ...engines: readonly EngineName[]
): readonly EngineRun[] {
  const targets = JSON.stringify(options.targets);
  let read = readings.get(project);
  if (read?.targets !== targets) {
    const runs = [
      ...project.commands.flatMap((located) => ofCommand(located, project, options)),
      ...project.calls.flatMap((located) => ofCall(located, project, options)),
      ...project.commands.flatMap((located) => ofDisaggregated(located, project, options)),
    ];
    read = { targets, runs };
    readings.set(project, read);
  }
  return read.runs.filter(({ engine }) => engines.includes(engine));
}

function ofCommand(located: LocatedCommand, project: Project, options: LintOptions): EngineRun[] {
  const run = runOf(located);
  const engine = run && servers[run.tool];
  if (!run?.table || !run.releases || !engine) return [];
  const { file, command } = located;
  const version = versionFor(run.releases, file, project, options, command.image);
  const place = programPlace(located);
  const { settings, open } = settingsOf(located, run, run.table, version, project);
  return [
    {
      engine,
      file,
      place,
      version,
      settings,
      env: command.env,
      located,
      deployment: deploymentAt(file.path, place, project),
      open,
    },
  ];
}

/** What NIM hands on to vLLM is a run of vLLM; the variables that NIM reads itself have rules of their own. */
function runOf(located: LocatedCommand): ToolRun | undefined {
  const run = toolOf(located.command);
  const words = run?.tool === 'nim' ? passthroughWords(located) : undefined;
  return words ? { tool: 'vllm serve', releases: 'vllm', table: vllmServeFlags, args: words } : run;
}

function settingsOf(
  { file, command }: LocatedCommand,
  run: ToolRun,
  table: FlagTable,
  version: string | undefined,
  project: Project,
): { settings: SettingSource; open: boolean } {
  const flags = new FlagSource(run.args, file.path, table, version);
  const named = flags.find('config', 'extra-llm-api-options', 'extra-engine-args');
  const config = typeof named?.value === 'string' ? findOptions(named.value, file, project) : undefined;
  const unknown = run.args.some((word) => word.value === undefined && !word.raw.startsWith('-'));
  const variables =
    run.tool === 'text-generation-launcher'
      ? new EnvironmentSource(command.env, file.path, tgiVariableOfFlag)
      : undefined;
  const inOrder = servers[run.tool] === 'tensorrt-llm' ? [config, flags] : [flags, config];
  return {
    settings: layered(...inOrder, variables),
    open: unknown || (named !== undefined && config === undefined),
  };
}

const classes: readonly {
  readonly name: RegExp;
  readonly engine: EngineName;
  readonly releases: VersionMention['tool'];
  /** Takes its arguments by name only. */
  readonly namesOnly?: true;
}[] = [
  { name: vllmClass, engine: 'vllm', releases: 'vllm' },
  { name: /^tensorrt_llm\.([\w.]+\.)?LLM$/, engine: 'tensorrt-llm', releases: 'trtllm' },
  { name: /^sglang\.([\w.]+\.)?Engine$/, engine: 'sglang', releases: 'sglang', namesOnly: true },
];

function ofCall(located: LocatedCall, project: Project, options: LintOptions): EngineRun[] {
  const { file, call } = located;
  const known = classes.find(({ name }) => name.test(call.name));
  if (!known) return [];
  return [
    {
      engine: known.engine,
      file,
      place: call.nameRange,
      version: versionFor(known.releases, file, project, options),
      settings: new CallSource(call, file.path, known.namesOnly ? [] : ['model', 'tokenizer']),
      env: {},
      located: undefined,
      called: located,
      deployment: deploymentAt(file.path, call.nameRange, project),
      open: call.open,
    },
  ];
}

/** The context and generation servers that the YAML of `trtllm-serve disaggregated` describes. */
function ofDisaggregated(located: LocatedCommand, project: Project, options: LintOptions): EngineRun[] {
  const { file, command } = located;
  const served = disaggregated(located, project);
  if (!served) return [];
  return served.roles.map(({ settings }) => ({
    engine: 'tensorrt-llm',
    file,
    place: command.program.range,
    version: versionFor('trtllm', file, project, options, command.image),
    settings,
    env: command.env,
    located: undefined,
    deployment: undefined,
    open: false,
  }));
}

/** The Deployment that was read from the same place. */
export function deploymentAt(path: string, { start }: Range, project: Project): Deployment | undefined {
  return project.deployments.find(({ engine: { name } }) => {
    const { origin } = name;
    return origin.kind === 'file' && origin.path === path && origin.range.start === start;
  });
}
