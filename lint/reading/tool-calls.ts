import {
  convertCheckpointFlags,
  type FlagTable,
  legacyBuildFlags,
  quantizeFlags,
  tritonserverFlags,
  trtllmBuildFlags,
  trtllmDisaggregatedFlags,
  trtllmServeFlags,
  vllmServeFlags,
} from '../../catalog/flags.ts';
import { sglangServeFlags } from '../../catalog/sglang-flags.ts';
import { tgiLauncherFlags } from '../../catalog/tgi-environment.ts';
import { trtllmBenchBuildFlags, trtllmBenchFlags } from '../../catalog/trtllm-bench.ts';
import { baseName } from '../../deployment/paths.ts';
import type { LocatedCommand, Project, VersionMention } from '../../deployment/project.ts';
import { passthroughWords } from '../../deployment/readers/nim.ts';
import { toolOf as runOf, type ToolName } from '../../deployment/tools.ts';
import { partOfWord, type Word } from '../../grammar/command.ts';
import type { Range } from '../../grammar/text.ts';
import type { LintOptions } from '../rule.ts';
import { versionFor } from './versions.ts';

export interface Tool {
  /** As a person calls it. */
  readonly name: string;
  readonly table: FlagTable;
  /** Whose releases its options follow. */
  readonly releases: VersionMention['tool'];
  /** How a report names those releases. */
  readonly product: string;
}

const trtllm = { releases: 'trtllm', product: 'TensorRT-LLM' } as const;
export const trtllmBuild: Tool = { name: 'trtllm-build', table: trtllmBuildFlags, ...trtllm };
export const convertCheckpoint: Tool = {
  name: 'convert_checkpoint.py',
  table: convertCheckpointFlags,
  ...trtllm,
};
export const quantize: Tool = { name: 'quantize.py', table: quantizeFlags, ...trtllm };
export const trtllmServe: Tool = { name: 'trtllm-serve', table: trtllmServeFlags, ...trtllm };
export const trtllmDisaggregated: Tool = {
  name: 'trtllm-serve disaggregated',
  table: trtllmDisaggregatedFlags,
  ...trtllm,
};
export const trtllmBench: Tool = { name: 'trtllm-bench', table: trtllmBenchFlags, ...trtllm };
export const trtllmBenchBuild: Tool = { name: 'trtllm-bench build', table: trtllmBenchBuildFlags, ...trtllm };
/** The table is that of Llama's script. */
export const legacyBuild: Tool = { name: 'build.py', table: legacyBuildFlags, ...trtllm };
/** Everything of TensorRT-LLM whose options a table has. */
export const trtllmTools: readonly Tool[] = [
  trtllmBuild,
  convertCheckpoint,
  quantize,
  trtllmServe,
  trtllmDisaggregated,
  trtllmBench,
  trtllmBenchBuild,
  legacyBuild,
];
export const vllmServe: Tool = {
  name: 'vllm serve',
  table: vllmServeFlags,
  releases: 'vllm',
  product: 'vLLM',
};
export const sglangServe: Tool = {
  name: 'sglang.launch_server',
  table: sglangServeFlags,
  releases: 'sglang',
  product: 'SGLang',
};
export const tgiLauncher: Tool = {
  name: 'text-generation-launcher',
  table: tgiLauncherFlags,
  releases: 'tgi',
  product: 'TGI',
};
export const tritonserver: Tool = {
  name: 'tritonserver',
  table: tritonserverFlags,
  releases: 'triton',
  product: 'Triton',
};

/** One run of a tool whose options the catalogue knows. */
export interface ToolCall {
  readonly tool: Tool;
  readonly located: LocatedCommand;
  /** The release it runs under, where the files or the options say it. */
  readonly version: string | undefined;
  readonly flags: readonly FlagUse[];
  /** Some word depends on a variable that nobody sets, so that options may be there which cannot be seen. */
  readonly partlyUnknown: boolean;
}

export interface FlagUse {
  /** The option without `=value`. */
  readonly written: string;
  /** Where the option's name stands. */
  readonly range: Range;
  /** The words after it up to the next option, or what stands after `=`. */
  readonly values: readonly FlagValue[];
  readonly attached: boolean;
}

export interface FlagValue {
  /** Undefined where it depends on an unknown variable. */
  readonly text: string | undefined;
  readonly range: Range;
}

const calls = new WeakMap<Project, { readonly targets: string; readonly calls: readonly ToolCall[] }>();

/** Every call of one of the tools in a project. */
export function toolCalls(project: Project, options: LintOptions, tools: readonly Tool[]): ToolCall[] {
  const targets = JSON.stringify(options.targets);
  let known = calls.get(project);
  if (known?.targets !== targets) {
    const found = project.commands.flatMap((located) => {
      const run = readRun(located);
      return run
        ? {
            ...run,
            version: versionFor(run.tool.releases, located.file, project, options, located.command.image),
          }
        : [];
    });
    known = { targets, calls: found };
    calls.set(project, known);
  }
  return known.calls.filter(({ tool }) => tools.includes(tool));
}

type Run = Omit<ToolCall, 'version'>;
const runs = new WeakMap<LocatedCommand, Run | 'none'>();

/** What a command says by itself, which stays as it is while files around it change. */
function readRun(located: LocatedCommand): Run | undefined {
  let run = runs.get(located);
  if (run === undefined) {
    const found = toolOf(located);
    run = found
      ? {
          tool: found.tool,
          located,
          flags: readFlags(
            found.words,
            found.tool.table,
            located.command.host === 'markdown' ? located.file.text : '',
          ),
          partlyUnknown: found.words.some((word) => word.value === undefined && !word.raw.startsWith('-')),
        }
      : 'none';
    runs.set(located, run);
  }
  return run === 'none' ? undefined : run;
}

/** The tool and its options, without the words that belong to its name. */
function toolOf(located: LocatedCommand): { tool: Tool; words: readonly Word[] } | undefined {
  const { command } = located;
  const program = command.program.value ?? command.program.raw;
  const first = command.args[0]?.value;
  const call = (tool: Tool, skip = 0) => ({ tool, words: command.args.slice(skip) });
  switch (baseName(program)) {
    case 'trtllm-build':
      return call(trtllmBuild);
    case 'tritonserver':
      return call(tritonserver);
    case 'quantize.py':
      return call(quantize);
    case 'convert_checkpoint.py':
      // The table is that of Llama's script; each model family has one of its own.
      return isLlamas(program) ? call(convertCheckpoint) : undefined;
    case 'build.py':
      return isLlamas(program) && runOf(command)?.tool === 'build.py' ? call(legacyBuild) : undefined;
    case 'trtllm-bench': {
      const at = command.args.findIndex(({ value }) => /^(build|throughput|latency)$/.test(value ?? ''));
      if (command.args[at]?.value !== 'build') break;
      return { tool: trtllmBenchBuild, words: command.args.filter((_, index) => index !== at) };
    }
    case 'trtllm-serve':
      if (first === 'disaggregated') return call(trtllmDisaggregated, 1);
      break;
    case 'vllm':
      return first === 'serve' ? call(vllmServe, 1) : undefined;
    case 'vllm.entrypoints.openai.api_server':
      return call(vllmServe);
    default:
      break;
  }
  const run = runOf(command);
  if (run?.tool === 'nim') {
    const words = passthroughWords(located);
    return words && { tool: vllmServe, words };
  }
  const tool = run && others[run.tool];
  return tool && { tool, words: run.args };
}

const isLlamas = (program: string): boolean => /(^|\/)llama\//.test(program);

/** Servers by whichever name, module or image starts them, and the benchmark, whose subcommand stands between options. */
const others: Readonly<Partial<Record<ToolName, Tool>>> = {
  'vllm serve': vllmServe,
  'sglang.launch_server': sglangServe,
  'text-generation-launcher': tgiLauncher,
  'trtllm-serve': trtllmServe,
  'trtllm-bench': trtllmBench,
};

/** `guide` is the text of a page for people, in which `<n>` after an option is no redirection. */
function readFlags(words: readonly Word[], table: FlagTable, guide: string): FlagUse[] {
  const flags: { written: string; range: Range; values: FlagValue[]; attached: boolean }[] = [];
  for (const word of words) {
    const text = word.value ?? word.raw;
    if (text === '--') break;
    if (!/^--?[A-Za-z]/.test(text)) {
      const last = flags.at(-1);
      if (last && !last.attached)
        last.values.push({ text: knownText(word.value), range: partOfWord(word, 0) });
      continue;
    }
    const short = shortOption(text, table);
    if (short !== undefined) {
      const value = knownText(word.value?.slice(short.length).replace(/^=/, ''));
      // `-O.level=3` sets a key of the option.
      const values = [{ text: value?.startsWith('.') ? undefined : value, range: word.range }];
      flags.push({ written: short, range: partOfWord(word, 0, short.length), values, attached: true });
      continue;
    }
    const equals = text.startsWith('--') ? text.indexOf('=') : -1;
    const written = equals > 0 ? text.slice(0, equals) : text;
    const range = partOfWord(word, 0, written.length);
    const values =
      equals > 0
        ? [{ text: knownText(word.value?.slice(equals + 1)), range: partOfWord(word, equals + 1) }]
        : [];
    const blank = /^[ \t]*</.test(guide.slice(word.range.end, word.range.end + 20));
    if (blank) values.push({ text: undefined, range: word.range });
    flags.push({ written, range, values, attached: equals > 0 || blank });
  }
  return flags;
}

/** The short option of a word with its value attached, `-tp` of `-tp=2` and `-O` of `-O3`, where the tool has one. */
function shortOption(text: string, table: FlagTable): string | undefined {
  if (text.startsWith('--')) return undefined;
  let longest: string | undefined;
  for (const { aliases = [], periods } of table.flags)
    for (const spelling of [...aliases, ...periods.flatMap((period) => period.aliases ?? [])])
      if (!spelling.startsWith('--') && text.startsWith(spelling) && spelling.length > (longest?.length ?? 0))
        longest = spelling;
  return longest === text ? undefined : longest;
}

/** `...`, `<N>` and `{{ n }}` stand for a value that the reader fills in. */
const knownText = (text: string | undefined): string | undefined =>
  text === undefined || /^(\.{3}|…|<.*>|\[.*\])$|\{\{|\$\{/.test(text) ? undefined : text;
