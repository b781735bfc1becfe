import { parentPath } from '../workspace/path.ts';
import { fillDefaults } from './defaults/fill-defaults.ts';
import type { Deployment } from './deployment.ts';
import { mergeParts } from './parts.ts';
import { distance, isInside, nearest } from './paths.ts';
import type { LocatedCommand, Project, TritonConfig } from './project.ts';
import { isServedByRuntime, servedModel } from './readers/custom-resources.ts';
import { readDirectiveParts } from './readers/directive-parts.ts';
import { isGroupWorker, manifestOf, readWorkload } from './readers/kubernetes.ts';
import { readNim } from './readers/nim.ts';
import { readPythonEngine } from './readers/python-llm.ts';
import type { Around } from './readers/reading-context.ts';
import { readSglangServer } from './readers/sglang.ts';
import { readTensorrtllmModel, type Surroundings } from './readers/tensorrtllm-repository.ts';
import { readTgiServer } from './readers/tgi.ts';
import { readTritonLlmApiModel, readTritonVllmModel } from './readers/triton-llm-file.ts';
import { readTritonModel } from './readers/triton-model.ts';
import { TritonConfigReader } from './readers/triton-parameters.ts';
import { readTrtllmCommand } from './readers/trtllm-serve.ts';
import { readVllmServer } from './readers/vllm-serve.ts';
import { type ToolRun, toolOf } from './tools.ts';

/** Every Deployment that a project's files describe, complete with the defaults of the engine's version. */
export function findDeployments(project: Around): Deployment[] {
  const found: Deployment[] = [];
  for (const config of project.tritonConfigs) {
    if (config.excerpt) continue;
    const deployment = fromTritonConfig(config, project);
    if (deployment) found.push(deployment);
  }
  for (const command of project.commands) {
    const deployment = fromCommand(command, project);
    if (deployment) found.push(deployment);
  }
  for (const call of project.calls) {
    const read = readPythonEngine(call, project);
    if (read) found.push(withDirectives(read, call.file.path, directivesAround(call.file.path, project)));
  }
  return found.map(fillDefaults);
}

function fromTritonConfig(config: TritonConfig, project: Around): Deployment | undefined {
  const reader = new TritonConfigReader(config);
  const around = surroundings(config, project);
  const read = readTritonConfig(reader, around);
  return read && withDirectives(read, config.file.path, around.directives);
}

function readTritonConfig(reader: TritonConfigReader, around: Surroundings): Deployment | undefined {
  const backend = reader.string('backend')?.value;
  const platform = reader.string('platform')?.value;
  if (platform === 'ensemble') return undefined;
  if (backend === 'tensorrtllm' || reader.parameter('gpt_model_type'))
    return readTensorrtllmModel(reader.config, around);
  if (backend === 'vllm') return readTritonVllmModel(reader, around);
  if (backend === 'python') return readTritonLlmApiModel(reader, around);
  return backend === undefined && platform === undefined ? undefined : readTritonModel(reader, around);
}

function fromCommand(found: LocatedCommand, project: Around): Deployment | undefined {
  const run = toolOf(found.command);
  if (!run || isLaterNode(run)) return undefined;
  const manifest = manifestOf(found, project.manifests);
  const at = found.command.range.start;
  if (manifest && (isGroupWorker(manifest, at) || isServedByRuntime(manifest, project.manifests)))
    return undefined;
  const read = readRun(found, run, project);
  if (!read) return undefined;
  const merged = manifest
    ? mergeParts(
        withModel(read, servedModel(manifest, project.manifests, project.files)),
        readWorkload(manifest, project.manifests, at),
      )
    : read;
  const directives = directivesAround(found.file.path, project);
  return withDirectives({ ...read, ...merged } as Deployment, found.file.path, directives);
}

/** KServe puts a model that it fetches where the command only names the mount. */
const withModel = (read: Deployment, served: Deployment['model'] | undefined): Deployment =>
  served && /^(\/mnt\/models\b.*)?$/.test(read.model.name?.value ?? '') ? { ...read, model: served } : read;

function readRun(found: LocatedCommand, run: ToolRun, project: Around): Deployment | undefined {
  switch (run.tool) {
    case 'vllm serve':
    case 'dynamo.vllm':
      return readVllmServer(found, run, project);
    case 'huggingfaceserver':
      return runsVllm(run) ? readVllmServer(found, run, project) : undefined;
    case 'trtllm-serve':
    case 'dynamo.trtllm':
    case 'trtllm-bench':
      return readTrtllmCommand(found, run, project);
    case 'sglang.launch_server':
    case 'dynamo.sglang':
      return readSglangServer(found, run, project);
    case 'text-generation-launcher':
      return readTgiServer(found, run, project);
    case 'nim':
      return readNim(found, project);
    default:
      return undefined;
  }
}

/** Left to itself the runtime takes vLLM where that knows the model; these say that it does not. */
const runsVllm = ({ args }: ToolRun): boolean =>
  !args.some(({ value }, index) => {
    const [name, attached] = (value ?? '').replaceAll('_', '-').split('=', 2);
    const given = attached ?? args[index + 1]?.value;
    return name === '--backend'
      ? given === 'huggingface'
      : name === '--task' && !/^text.?generation$/.test(given ?? '');
  });

/** `--node-rank 1`: a node that helps the one of rank 0, which says the same. */
function isLaterNode({ args }: ToolRun): boolean {
  const at = args.findIndex(({ value }) => /^--node[-_]rank(=|$)/.test(value ?? ''));
  const rank = args[at]?.value?.split('=')[1] ?? args[at + 1]?.value;
  return at >= 0 && rank !== undefined && /^[1-9]\d*$/.test(rank);
}

const directivesAround = (path: string, { directives }: Around): Around['directives'] =>
  directives.filter((directive) => isInside(directive.file.path, parentPath(path)));

/**
 * What belongs to a model repository: its parent folder and everything below, as in `deploy/{model_repository,build.sh,launch.sh}`.
 * Where the repository is the root of what was read there is nothing above it.
 */
function surroundings(config: TritonConfig, project: Around): Surroundings {
  const home = parentPath(config.repository ?? parentPath(config.file.path));
  const byHome = surroundingsOf.get(project) ?? new Map<string, Surroundings>();
  surroundingsOf.set(project, byHome);
  let around = byHome.get(home);
  if (!around) {
    around = new Nearby(home, project);
    byHome.set(home, around);
  }
  return around;
}

/** The models of a repository share what is around them: it is gathered once for all. */
const surroundingsOf = new WeakMap<Around, Map<string, Surroundings>>();

/** Each list is gathered when it is first asked for: most models need none. */
class Nearby implements Surroundings {
  private known: Partial<Surroundings> = {};

  constructor(
    private readonly home: string,
    private readonly project: Around,
  ) {}

  get files(): Surroundings['files'] {
    return this.once('files', () => this.near(this.project.files, (file) => file.path));
  }

  get configs(): Surroundings['configs'] {
    return this.once('configs', () => this.near(this.project.tritonConfigs, ({ file }) => file.path));
  }

  get commands(): Surroundings['commands'] {
    return this.once('commands', () => this.near(this.project.commands, ({ file }) => file.path));
  }

  get directives(): Surroundings['directives'] {
    return this.once('directives', () => this.near(this.project.directives, ({ file }) => file.path));
  }

  get versions(): Surroundings['versions'] {
    return this.once('versions', () => this.near(this.project.versions, ({ file }) => file.path));
  }

  private once<Key extends keyof Surroundings>(key: Key, gather: () => Surroundings[Key]): Surroundings[Key] {
    const found: Surroundings[Key] = this.known[key] ?? gather();
    this.known = { ...this.known, [key]: found };
    return found;
  }

  private near<T>(things: readonly T[], pathOf: (thing: T) => string): readonly T[] {
    return things.filter((thing) => isInside(pathOf(thing), this.home));
  }
}

/** A `# batchwise:` line is the user's own word: it stands before anything inferred. */
function withDirectives(deployment: Deployment, path: string, directives: Project['directives']): Deployment {
  const closest = (key: string) => {
    const said = directives.filter((directive) => directive.key === key);
    // Its own file first; neighbours as near as each other that differ leave it unknown.
    const own = said.find(({ file }) => file.path === path);
    const found = own ?? nearest(path, said, (directive) => directive.file.path);
    const rivals = said.filter(({ file }) => distance(path, file.path) === distance(path, found!.file.path));
    return own || rivals.every(({ value }) => value.value === found!.value.value) ? found : undefined;
  };
  const parts = readDirectiveParts(closest);
  return { ...deployment, ...mergeParts(parts, deployment) } as Deployment;
}
