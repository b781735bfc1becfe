import type { Project } from '../../deployment/project.ts';
import type { LintOptions } from '../rule.ts';
import { type FlagUse, type ToolCall, toolCalls, tritonserver } from './tool-calls.ts';

const readings = new WeakMap<Project, readonly ToolCall[]>();

/** Every call of `tritonserver` in a project. */
export function serverCalls(project: Project, options: LintOptions): readonly ToolCall[] {
  let calls = readings.get(project);
  if (!calls) {
    calls = toolCalls(project, options, [tritonserver]);
    readings.set(project, calls);
  }
  return calls;
}

/** The uses of an option in one call. */
export const flagUses = (call: ToolCall, name: string): FlagUse[] =>
  call.flags.filter(({ written }) => written === name);

/**
 * The calls of a project that its models are surely served by: all of them, where there is one at least and each can
 * be read to its end; undefined otherwise, since another server may be started elsewhere with other options.
 */
export function knownServers(project: Project, options: LintOptions): readonly ToolCall[] | undefined {
  const calls = serverCalls(project, options);
  return calls.length > 0 && calls.every(({ partlyUnknown }) => !partlyUnknown) ? calls : undefined;
}

/** Whether backends fill in what a config leaves out: not where the option says so, nor where every server is told not to. */
export function autoCompletes(project: Project, options: LintOptions): boolean {
  if (!options.autoComplete) return false;
  const calls = serverCalls(project, options);
  return calls.length === 0 || calls.some((call) => !isStrict(call));
}

const isStrict = (call: ToolCall): boolean =>
  flagUses(call, '--disable-auto-complete-config').length > 0 ||
  flagUses(call, '--strict-model-config').some(({ values }) => /^(true|1)$/i.test(values[0]?.text ?? ''));
