import {
  convertCheckpointFlags,
  type FlagTable,
  legacyBuildFlags,
  quantizeFlags,
  tritonserverFlags,
  trtllmBuildFlags,
  trtllmServeFlags,
  vllmServeFlags,
} from '../catalog/flags.ts';
import { sglangServeFlags } from '../catalog/sglang-flags.ts';
import { tgiLauncherFlags } from '../catalog/tgi-environment.ts';
import { trtllmBenchFlags } from '../catalog/trtllm-bench.ts';
import { type Command, programName, type Word } from '../grammar/command.ts';
import type { VersionMention } from './project.ts';

export type ToolName =
  | 'trtllm-build'
  | 'convert_checkpoint.py'
  | 'quantize.py'
  | 'build.py'
  | 'trtllm-serve'
  | 'trtllm-bench'
  | 'tritonserver'
  | 'vllm serve'
  | 'sglang.launch_server'
  | 'text-generation-launcher'
  | 'huggingfaceserver'
  | 'dynamo.trtllm'
  | 'dynamo.vllm'
  | 'dynamo.sglang'
  | 'nim';

/** A run of a tool that builds or serves engines. */
export interface ToolRun {
  readonly tool: ToolName;
  /** Whose releases its options follow; NIM has releases of its own. */
  readonly releases: VersionMention['tool'] | undefined;
  /** Absent for NIM, which variables configure. */
  readonly table: FlagTable | undefined;
  /** The words behind the tool's name and subcommand. */
  readonly args: readonly Word[];
  /** Of a benchmark: `throughput` or `latency`; what stands before it is in `args` too. */
  readonly subcommand?: string;
}

const trtllm = 'trtllm' as const;
const known: Readonly<Record<ToolName, Pick<ToolRun, 'releases' | 'table'>>> = {
  'trtllm-build': { releases: trtllm, table: trtllmBuildFlags },
  'convert_checkpoint.py': { releases: trtllm, table: convertCheckpointFlags },
  'quantize.py': { releases: trtllm, table: quantizeFlags },
  'build.py': { releases: trtllm, table: legacyBuildFlags },
  'trtllm-serve': { releases: trtllm, table: trtllmServeFlags },
  'trtllm-bench': { releases: trtllm, table: trtllmBenchFlags },
  tritonserver: { releases: 'triton', table: tritonserverFlags },
  'vllm serve': { releases: 'vllm', table: vllmServeFlags },
  'sglang.launch_server': { releases: 'sglang', table: sglangServeFlags },
  'text-generation-launcher': { releases: 'tgi', table: tgiLauncherFlags },
  // KServe's runtime takes vLLM's options besides its own (python/huggingfaceserver/huggingfaceserver/__main__.py).
  huggingfaceserver: { releases: 'vllm', table: vllmServeFlags },
  // Dynamo's workers take the options of the engine that they run, besides some of their own.
  'dynamo.trtllm': { releases: trtllm, table: trtllmServeFlags },
  'dynamo.vllm': { releases: 'vllm', table: vllmServeFlags },
  'dynamo.sglang': { releases: 'sglang', table: sglangServeFlags },
  nim: { releases: undefined, table: undefined },
};

/** Subcommands of `trtllm-serve` that serve no model of their own, or an encoder alone. */
const otherServeCommands = new Set(['disaggregated', 'disaggregated_mpi_worker', 'mm_embedding_serve']);

/** Which tool a command runs, by its program or, where an image runs without one, by the image. */
export function toolOf(command: Command): ToolRun | undefined {
  const run = (tool: ToolName, args = command.args, subcommand?: string): ToolRun => ({
    tool,
    ...known[tool],
    args,
    ...(subcommand !== undefined && { subcommand }),
  });
  const first = command.args[0]?.value;
  const rest = command.args.slice(1);
  switch (programName(command)) {
    case undefined:
    case '':
      return entryPoint(command, run);
    case 'trtllm-build':
    case 'convert_checkpoint.py':
    case 'quantize.py':
    case 'tritonserver':
    case 'text-generation-launcher':
    case 'huggingfaceserver':
    case 'dynamo.trtllm':
    case 'dynamo.vllm':
    case 'dynamo.sglang':
      return run(programName(command) as ToolName);
    case 'build.py':
      return isLegacyBuild(command) ? run('build.py') : undefined;
    case 'trtllm-serve':
      if (first === 'serve') return run('trtllm-serve', rest);
      return otherServeCommands.has(first ?? '') ? undefined : run('trtllm-serve');
    case 'trtllm-bench':
      return benchmark(command, run);
    case 'vllm':
      if (first === 'serve') return run('vllm serve', rest);
      // `vllm bench serve` is a client; these two start an engine of their own.
      return first === 'bench' && /^(throughput|latency)$/.test(rest[0]?.value ?? '')
        ? run('vllm serve', rest.slice(1), rest[0]!.value)
        : undefined;
    case 'vllm.entrypoints.openai.api_server':
    case 'vllm.entrypoints.api_server':
      return run('vllm serve');
    case 'sglang':
      return first === 'serve' ? run('sglang.launch_server', rest) : undefined;
    case 'sglang.launch_server':
      return run('sglang.launch_server');
    default:
      // `vllm/entrypoints/openai/api_server.py`, as run from a checkout.
      return /vllm\/entrypoints\/(openai\/)?api_server\.py$/.test(command.program.value ?? '')
        ? run('vllm serve')
        : undefined;
  }
}

/** What an image runs of itself. */
function entryPoint(command: Command, run: (tool: ToolName) => ToolRun): ToolRun | undefined {
  const image = command.image?.value ?? command.image?.head ?? '';
  const repository = image.replace(/@.*$/, '').replace(/:[^/]*$/, '');
  if (command.program.raw !== '') return undefined;
  if (/(^|\/)vllm-openai$/.test(repository)) return run('vllm serve');
  if (/text-generation-inference/.test(repository)) return run('text-generation-launcher');
  if (/(^|\/)huggingfaceserver$/.test(repository)) return run('huggingfaceserver');
  return /(^|\/)nim\/[^/]+\/[^/]+$/.test(repository) ? run('nim') : undefined;
}

/** TensorRT-LLM's scripts of one model each, up to 0.7.1; many other programs are called `build.py`. */
const isLegacyBuild = ({ program, args }: Command): boolean =>
  /(^|\/)examples\/\w+\/build\.py$/.test(program.value ?? program.tail ?? '') ||
  args.some(({ value }) =>
    /^--(use_gpt_attention_plugin|use_inflight_batching|remove_input_padding|use_gemm_plugin|ft_model_dir)\b/.test(
      value ?? '',
    ),
  );

function benchmark(
  command: Command,
  run: (tool: ToolName, args: readonly Word[], subcommand: string) => ToolRun,
): ToolRun | undefined {
  const at = command.args.findIndex(({ value }) => value === 'throughput' || value === 'latency');
  if (at < 0) return undefined;
  const args = command.args.filter((_, i) => i !== at);
  return run('trtllm-bench', args, command.args[at]!.value!);
}
