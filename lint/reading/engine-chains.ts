import { convertCheckpointFlags, quantizeFlags, trtllmBuildFlags } from '../../catalog/flags.ts';
import type { DeploymentParts } from '../../deployment/parts.ts';
import { isInside, nearest } from '../../deployment/paths.ts';
import type { LocatedCommand, Project } from '../../deployment/project.ts';
import { isCheckpointTool, isTrtllmBuild, readEngineBuild } from '../../deployment/readers/trtllm-engine.ts';
import { FlagSource } from '../../deployment/settings/flag-source.ts';
import { text, traced } from '../../deployment/settings/leaves.ts';
import type { SettingSource } from '../../deployment/settings/setting.ts';
import type { Traced } from '../../deployment/traced.ts';
import { programName } from '../../grammar/command.ts';
import { normalisePath, parentPath } from '../../workspace/path.ts';
import type { LintOptions } from '../rule.ts';
import { type Capability, capabilityFor } from './capability.ts';
import { versionFor } from './versions.ts';

/** One run of a tool of TensorRT-LLM with its options. */
export interface ToolStep {
  readonly located: LocatedCommand;
  readonly settings: SettingSource;
  /** Some word depends on a variable that nobody sets. */
  readonly open: boolean;
}

/** `trtllm-build` and the checkpoint command that it builds from. */
export interface EngineChain {
  readonly build: ToolStep;
  readonly checkpoint: ToolStep | undefined;
  readonly version: string | undefined;
  readonly gpu: Capability | undefined;
  /** Limits of the build; model, precision and split of the checkpoint. */
  readonly parts: DeploymentParts;
}

const readings = new WeakMap<Project, { readonly key: string; readonly chains: readonly EngineChain[] }>();

/** Every engine build of a project, worked out once for all rules. */
export function engineChains(project: Project, options: LintOptions): readonly EngineChain[] {
  const key = JSON.stringify([options.gpu, options.targets]);
  let known = readings.get(project);
  if (known?.key !== key) {
    known = { key, chains: readChains(project, options) };
    readings.set(project, known);
  }
  return known.chains;
}

function readChains(project: Project, options: LintOptions): EngineChain[] {
  const tools = project.commands.filter(isCheckpointTool);
  return project.commands.filter(isTrtllmBuild).map((located) => {
    const { file, command } = located;
    const version = versionFor('trtllm', file, project, options, command.image);
    const build = stepOf(located, version);
    const checkpoint = checkpointOf(build, tools);
    return {
      build,
      checkpoint: checkpoint && stepOf(checkpoint, version),
      version,
      gpu: capabilityFor(file, project, options),
      parts: readEngineBuild(located, checkpoint, project.files),
    };
  });
}

/** Every command that makes a checkpoint, whether an engine is built from it or not. */
export function checkpointSteps(project: Project, options: LintOptions): (ToolStep & { version?: string })[] {
  return project.commands.filter(isCheckpointTool).map((located) => {
    const version = versionFor('trtllm', located.file, project, options, located.command.image);
    return { ...stepOf(located, version), ...(version !== undefined && { version }) };
  });
}

function stepOf(located: LocatedCommand, version: string | undefined): ToolStep {
  const { file, command } = located;
  const name = programName(command);
  const table =
    name === 'trtllm-build'
      ? trtllmBuildFlags
      : name === 'quantize.py'
        ? quantizeFlags
        : convertCheckpointFlags;
  return {
    located,
    settings: new FlagSource(command.args, file.path, table, version),
    open: command.args.some((word) => word.value === undefined && !word.raw.startsWith('-')),
  };
}

export const pathOf = (step: ToolStep, option: string): Traced<string> | undefined => {
  const path = traced(step.settings, text, option);
  return path && { ...path, value: normalisePath(path.value) };
};

/** The checkpoint command whose output folder the build reads. */
function checkpointOf(build: ToolStep, tools: readonly LocatedCommand[]): LocatedCommand | undefined {
  const wanted = pathOf(build, 'checkpoint-dir')?.value;
  if (wanted === undefined) return undefined;
  const home = parentPath(build.located.file.path);
  const same = tools.filter(
    (tool) =>
      isInside(tool.file.path, home) && pathOf(stepOf(tool, undefined), 'output-dir')?.value === wanted,
  );
  return nearest(build.located.file.path, same, ({ file }) => file.path);
}

/** Whether a switch of `enable|disable` is surely on or off; undefined where the default or a variable decides. */
export function switchOf({ settings }: ToolStep, name: string): boolean | undefined {
  const value = settings.find(name)?.value;
  if (value === true || /^(enable|true)$/i.test(String(value))) return true;
  return /^(disable|false)$/i.test(String(value)) ? false : undefined;
}

/** Whether the KV cache is surely not paged. */
export const isUnpaged = (build: ToolStep): boolean =>
  switchOf(build, 'paged-kv-cache') === false ||
  /^(continuous|disabled)$/i.test(traced(build.settings, text, 'kv-cache-type')?.value ?? '');
