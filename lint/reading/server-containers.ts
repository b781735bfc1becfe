import type { LocatedCommand, Manifest, Project } from '../../deployment/project.ts';
import { manifestOf, podPath } from '../../deployment/readers/kubernetes.ts';
import { type Path, pathTo } from '../../deployment/readers/manifest-reader.ts';
import { type ToolName, toolOf } from '../../deployment/tools.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import type { LintOptions } from '../rule.ts';
import { type EngineRun, engineRuns } from './engine-runs.ts';
import { isMapping, type Mapping, valueAt } from './manifest-values.ts';

/** A container of a manifest, or a service of a compose file, that starts a server. */
export interface ServerContainer {
  readonly located: LocatedCommand;
  readonly tool: ToolName;
  /** What the engine is told; absent for Triton and NIM. */
  readonly run: EngineRun | undefined;
  readonly manifest: Manifest;
  /** What holds the list of containers; empty for a service. */
  readonly pod: Mapping;
  readonly podPath: Path;
  readonly container: Mapping;
  readonly path: Path;
}

const servers: ReadonlySet<ToolName> = new Set([
  'vllm serve',
  'sglang.launch_server',
  'text-generation-launcher',
  'trtllm-serve',
  'tritonserver',
  'nim',
]);

/** Kinds whose pods are as they are written; operators put more into theirs. */
const plainKinds = /^(Pod|Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|LeaderWorkerSet)$/;

interface Servers {
  readonly targets: string;
  readonly pods: readonly ServerContainer[];
  readonly services: readonly ServerContainer[];
}

const readings = new WeakMap<Project, Servers>();

/** Read once for all rules. */
function serversOf(project: Project, options: LintOptions): Servers {
  const targets = JSON.stringify(options.targets);
  let servers = readings.get(project);
  if (servers?.targets !== targets) {
    servers = {
      targets,
      pods: read(project, options, placeInPod),
      services: read(project, options, placeInCompose),
    };
    readings.set(project, servers);
  }
  return servers;
}

/** The containers of plain workloads that start a server. */
export const podServers = (project: Project, options: LintOptions): readonly ServerContainer[] =>
  serversOf(project, options).pods;

/** The services of compose files that start a server. */
export const composeServers = (project: Project, options: LintOptions): readonly ServerContainer[] =>
  serversOf(project, options).services;

interface Place {
  readonly podPath: Path;
  readonly path: Path;
}

function placeInPod(manifest: Manifest, at: number): Place | undefined {
  if (!plainKinds.test(manifest.kind ?? '')) return undefined;
  const container = pathTo(manifest, at).findLast(({ path }) => path.at(-2) === 'containers')?.path;
  return container && { podPath: podPath(manifest, at), path: container };
}

function placeInCompose(manifest: Manifest, at: number): Place | undefined {
  if (manifest.kind !== undefined || !isMapping(valueAt(manifest.value, ['services']))) return undefined;
  const service = pathTo(manifest, at)[2]?.path;
  return service && { podPath: [], path: service };
}

function read(
  project: Project,
  options: LintOptions,
  placeOf: (manifest: Manifest, at: number) => Place | undefined,
): ServerContainer[] {
  const runs = engineRuns(project, options, 'vllm', 'sglang', 'tgi', 'tensorrt-llm');
  return project.commands.flatMap((located) => {
    const tool = toolOf(located.command)?.tool;
    // What a template writes is not there to be looked at.
    if (!tool || !servers.has(tool) || isTemplate(located.file)) return [];
    const manifest = manifestOf(located, project.manifests);
    const place = manifest && placeOf(manifest, located.command.range.start);
    if (!manifest || !place) return [];
    const [pod, container] = [valueAt(manifest.value, place.podPath), valueAt(manifest.value, place.path)];
    if (!isMapping(pod) || !isMapping(container)) return [];
    return [
      {
        located,
        tool,
        run: runs.find((each) => each.located === located),
        manifest,
        pod,
        container,
        ...place,
      },
    ];
  });
}

/** Of Helm, Jinja or Terraform. */
export const isTemplate = ({ text, path }: SourceFile): boolean =>
  text.includes('{{') || path.endsWith('.tftpl');

/** Words before the program where `docker run` starts it; undefined where it does not. */
export function dockerOptions({ command }: LocatedCommand): readonly string[] | undefined {
  const words = command.prefix.map(({ value, raw }) => value ?? raw);
  const at = words.findIndex((word) => /(^|\/)(docker|podman|nerdctl)$/.test(word));
  return at >= 0 && words[at + 1] === 'run' ? words.slice(at + 2) : undefined;
}
