import type { LocatedCommand, Project } from '../../deployment/project.ts';
import type { DataSource } from '../../deployment/settings/data-source.ts';
import { limit, traced } from '../../deployment/settings/leaves.ts';
import { findOptions } from '../../deployment/settings/options-file.ts';
import { layered, type SettingSource } from '../../deployment/settings/setting.ts';
import { programName } from '../../grammar/command.ts';

/** `trtllm-serve disaggregated` or `disaggregated_mpi_worker` with its file. */
export interface Disaggregated {
  readonly command: 'disaggregated' | 'disaggregated_mpi_worker';
  readonly config: DataSource;
  readonly roles: readonly Role[];
}

export interface Role {
  readonly name: 'context_servers' | 'generation_servers';
  /** What the role says, then what stands at the top of the file for both. */
  readonly settings: SettingSource;
  /** What the role says alone. */
  readonly own: SettingSource;
}

const configOption = /^(?:-c|--config_file|--config)$/;

/** Undefined where a command is neither, or its file is not among those that were read. */
export function disaggregated(
  { file, command }: LocatedCommand,
  project: Project,
): Disaggregated | undefined {
  const [first, ...rest] = command.args;
  if (programName(command) !== 'trtllm-serve') return undefined;
  if (first?.value !== 'disaggregated' && first?.value !== 'disaggregated_mpi_worker') return undefined;
  const at = rest.findIndex(({ value }) => configOption.test(value?.split('=')[0] ?? ''));
  const named = rest[at]?.value?.split('=')[1] ?? rest[at + 1]?.value;
  const config = at < 0 || named === undefined ? undefined : findOptions(named, file, project);
  if (!config) return undefined;
  const names = ['context_servers', 'generation_servers'] as const;
  return {
    command: first.value,
    config,
    roles: names
      .filter((name) => config.find(name) !== undefined)
      .map((name) => {
        const own = below(config, name);
        return { name, own, settings: layered(own, config) };
      }),
  };
}

const below = (config: DataSource, key: string): SettingSource => ({
  find: (...names) => config.find(...names.map((name) => `${key}.${name}`)),
});

/** The addresses of a role's servers; undefined where they register themselves, or are not plainly there. */
export function urlsOf({ own }: Role): readonly string[] | undefined {
  const urls = own.find('urls')?.value;
  return Array.isArray(urls) && urls.length > 0 && urls.every((url) => typeof url === 'string')
    ? (urls as readonly string[])
    : undefined;
}

/** Ranks of all servers, one that serves both roles counted once (tensorrt_llm/llmapi/disagg_utils.py). */
export function ranksOfServers({ roles }: Disaggregated): number | undefined {
  const byUrl = new Map<string, number>();
  let unplaced = 0;
  for (const role of roles) {
    const size = (...names: string[]): number => traced(role.settings, limit, ...names)?.value ?? 1;
    const ranks =
      size('tensor-parallel-size') * size('pipeline-parallel-size') * size('context-parallel-size');
    const urls = urlsOf(role);
    if (urls) for (const url of urls) byUrl.set(url, ranks);
    else unplaced += ranks * size('num-instances');
  }
  return roles.length === 0 ? undefined : [...byUrl.values()].reduce((sum, ranks) => sum + ranks, unplaced);
}
