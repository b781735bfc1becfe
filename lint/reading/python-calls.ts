import type { LocatedCall, Project } from '../../deployment/project.ts';
import { CallSource } from '../../deployment/settings/call-source.ts';
import type { SettingSource } from '../../deployment/settings/setting.ts';

/** One call with its arguments by name. */
export interface CallUse {
  readonly located: LocatedCall;
  readonly settings: SettingSource;
}

/** The calls of functions whose resolved name fits, with the parameters that may be given by their place. */
export const callsOf = (project: Project, name: RegExp, places: readonly string[] = []): CallUse[] =>
  project.calls
    .filter(({ call }) => name.test(call.name))
    .map((located) => ({ located, settings: new CallSource(located.call, located.file.path, places) }));
