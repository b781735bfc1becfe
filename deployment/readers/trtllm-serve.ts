import { compareVersions } from '../../catalog/flags.ts';
import { trtllmBenchBuildFlags } from '../../catalog/trtllm-bench.ts';
import { programName } from '../../grammar/command.ts';
import { baseName } from '../../workspace/path.ts';
import { CommandFlags } from '../command-flags.ts';
import type { Deployment, EngineBackend } from '../deployment.ts';
import { known } from '../known.ts';
import { completeDeployment, type DeploymentParts, mergeParts } from '../parts.ts';
import { nearest } from '../paths.ts';
import type { LocatedCommand } from '../project.ts';
import { FlagSource } from '../settings/flag-source.ts';
import { text, traced } from '../settings/leaves.ts';
import { findOptions } from '../settings/options-file.ts';
import { layered } from '../settings/setting.ts';
import type { ToolRun } from '../tools.ts';
import { byDefault, derived, inFile, type Traced } from '../traced.ts';
import { backendOf, readLlmArguments } from './llm-api.ts';
import { programPlace } from './program-place.ts';
import { type Around, versionAround } from './reading-context.ts';
import { findCheckpoint } from './tensorrtllm-repository.ts';
import { isEngineBuild, readEngineBuild } from './trtllm-engine.ts';

/**
 * `trtllm-serve MODEL`, `trtllm-bench` and Dynamo's worker of TensorRT-LLM: flags and the YAML of `--extra_llm_api_options`, whose keys stand before the
 * flags (tensorrt_llm/commands/serve.py). The model may be an engine folder, which the build beside it explains.
 */
export function readTrtllmCommand(found: LocatedCommand, run: ToolRun, around: Around): Deployment {
  const path = found.file.path;
  const version = versionAround('trtllm', found.file, around, found.command.image);
  const flags = new FlagSource(run.args, path, run.table!, version?.value);
  const named = flags.find('extra-llm-api-options', 'config', 'extra-engine-args');
  const options = typeof named?.value === 'string' ? findOptions(named.value, found.file, around) : undefined;
  const source = layered(options, flags);
  const positional = flags.positionals.find(({ value }) => value !== undefined);
  const model =
    traced(flags, text, 'model', 'model-path') ??
    (positional?.value === undefined ? undefined : inFile(positional.value, path, positional.range));
  const engineDir = traced(flags, text, 'engine-dir') ?? model;
  const build = engineDir && buildOf(engineDir.value, found, around);
  const benched =
    run.tool === 'trtllm-bench' && !build ? benchBuildOf(model?.value, found, around) : undefined;
  const built = build
    ? readEngineBuild(build, findCheckpoint(build, around), around.files)
    : benched
      ? readLlmArguments(benched, model, around.files)
      : {};
  const own = readLlmArguments(source, model, around.files, named !== undefined && options === undefined);
  const isServer = run.tool !== 'trtllm-bench';
  const backend =
    build && engineDir
      ? { value: 'tensorrt' as const, origin: engineDir.origin }
      : (backendOf(source) ?? defaultBackend(version?.value));
  return completeDeployment(baseName(model?.value ?? path), {
    // A name that nothing explains says less than the build that made the engine.
    ...mergeParts(own.model?.architecture ? own : withoutModel(own), built, own),
    path,
    engine: {
      name: inFile('tensorrt-llm', path, programPlace(found)),
      ...known('version', version),
      backend,
      ...(!isServer && { usage: 'benchmark' as const }),
    },
  });
}

function withoutModel({ model: _, ...rest }: DeploymentParts): DeploymentParts {
  return rest;
}

/** The LLM API built engines up to 0.21 and runs PyTorch from 1.0 on. */
export function defaultBackend(version: string | undefined): Traced<EngineBackend> {
  if (version === undefined)
    return byDefault('pytorch', 'TensorRT-LLM from 1.0 on, since no version is named');
  return compareVersions(version, '1.0.0rc0') >= 0
    ? byDefault('pytorch', `TensorRT-LLM ${version}`)
    : derived('tensorrt', `TensorRT-LLM ${version} builds an engine where no backend is named`);
}

/** The options of the nearest `trtllm-bench build` of the same model, whose engine a benchmark of up to 0.21 runs. */
function benchBuildOf(
  model: string | undefined,
  found: LocatedCommand,
  { commands }: Around,
): FlagSource | undefined {
  if (model === undefined) return undefined;
  const builds = commands.flatMap(({ file, command }) => {
    const at = command.args.findIndex(({ value }) => value === 'build');
    if (programName(command) !== 'trtllm-bench' || at < 0) return [];
    const words = command.args.filter((_, index) => index !== at);
    const source = new FlagSource(words, file.path, trtllmBenchBuildFlags, undefined);
    return traced(source, text, 'model')?.value === model ? [{ file, source }] : [];
  });
  return nearest(found.file.path, builds, ({ file }) => file.path)?.source;
}

/** The build whose output folder the server loads. */
function buildOf(folder: string, found: LocatedCommand, { commands }: Around): LocatedCommand | undefined {
  const wanted = baseName(folder.replace(/\/+$/, ''));
  const builds = commands.filter((command) => {
    if (!isEngineBuild(command)) return false;
    const output = new CommandFlags(command.command, command.file.path).text('--output_dir')?.value;
    return output !== undefined && baseName(output.replace(/\/+$/, '')) === wanted;
  });
  return nearest(found.file.path, builds, ({ file }) => file.path);
}
