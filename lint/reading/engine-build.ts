import { baseName } from '../../deployment/paths.ts';
import type { Project } from '../../deployment/project.ts';
import type { LintOptions } from '../rule.ts';
import type { ModelConfig } from './model-config.ts';
import { type FlagUse, type ToolCall, toolCalls, trtllmBuild } from './tool-calls.ts';

/** The `trtllm-build` that wrote the engine folder of a model; undefined where none or several could have. */
export function engineBuild(
  config: ModelConfig,
  project: Project,
  options: LintOptions,
): ToolCall | undefined {
  const engine = config.parameter('gpt_model_path');
  if (!engine) return undefined;
  const builds = toolCalls(project, options, [trtllmBuild]).filter((call) => {
    const output = givenFlag(call, '--output_dir')?.values[0]?.text;
    return output !== undefined && baseName(output) === baseName(engine.value);
  });
  return builds.length === 1 ? builds[0] : undefined;
}

export const givenFlag = (call: ToolCall, name: string): FlagUse | undefined =>
  call.flags.findLast(({ written }) => written === name);
