import { parentPath } from '../workspace/path.ts';
import { fillDefaults } from './defaults/fill-defaults.ts';
import type { Deployment } from './deployment.ts';
import { mergeParts } from './parts.ts';
import { isInside, nearest } from './paths.ts';
import type { LocatedCommand, Project, TritonConfig } from './project.ts';
import { readDirectiveParts } from './readers/directive-parts.ts';
import { manifestOf, readWorkload } from './readers/kubernetes.ts';
import { readTensorrtllmModel, type Surroundings, versionOf } from './readers/tensorrtllm-repository.ts';
import { readTritonModel } from './readers/triton-model.ts';
import { TritonConfigReader } from './readers/triton-parameters.ts';
import { isVllmServer, readVllmServer } from './readers/vllm-serve.ts';

/** Every Deployment that a project's files describe, complete with the defaults of the engine's version. */
export function findDeployments(project: Omit<Project, 'deployments'>): Deployment[] {
  const found: Deployment[] = [];
  for (const config of project.tritonConfigs) {
    if (config.excerpt) continue;
    const deployment = fromTritonConfig(config, project);
    if (deployment) found.push(deployment);
  }
  for (const command of project.commands)
    if (isVllmServer(command)) found.push(fromVllmServer(command, project));
  return found.map(fillDefaults);
}

function fromTritonConfig(
  config: TritonConfig,
  project: Omit<Project, 'deployments'>,
): Deployment | undefined {
  const reader = new TritonConfigReader(config);
  const backend = reader.string('backend')?.value;
  if (
    backend === 'python' || backend === undefined
      ? !reader.parameter('gpt_model_type') && !reader.string('platform')
      : false
  )
    return undefined;
  if (reader.string('platform')?.value === 'ensemble') return undefined;
  const around = surroundings(config, project);
  const read =
    backend === 'tensorrtllm' || reader.parameter('gpt_model_type')
      ? readTensorrtllmModel(config, around)
      : readTritonModel(reader, around);
  return withDirectives(read, config.file.path, around.directives);
}

function fromVllmServer(found: LocatedCommand, project: Omit<Project, 'deployments'>): Deployment {
  const same = { versions: project.versions.filter((mention) => mention.file === found.file) };
  const near = {
    versions: project.versions.filter((mention) => isInside(mention.file.path, parentPath(found.file.path))),
  };
  const version = versionOf('vllm', found, same) ?? versionOf('vllm', found, near);
  const read = readVllmServer(found, version, project.files);
  const manifest = manifestOf(found, project.manifests);
  const merged = manifest ? mergeParts(read, readWorkload(manifest, project.manifests)) : read;
  const directives = project.directives.filter((directive) =>
    isInside(directive.file.path, parentPath(found.file.path)),
  );
  return withDirectives({ ...read, ...merged } as Deployment, found.file.path, directives);
}

/**
 * What belongs to a model repository: its parent folder and everything below, as in `deploy/{model_repository,build.sh,launch.sh}`.
 * Where the repository is the root of what was read there is nothing above it.
 */
function surroundings(config: TritonConfig, project: Omit<Project, 'deployments'>): Surroundings {
  const home = parentPath(config.repository ?? parentPath(config.file.path));
  const near = <T>(things: readonly T[], pathOf: (thing: T) => string): T[] =>
    things.filter((thing) => isInside(pathOf(thing), home));
  return {
    files: near(project.files, (file) => file.path),
    configs: near(project.tritonConfigs, (other) => other.file.path),
    commands: near(project.commands, (command) => command.file.path),
    directives: near(project.directives, (directive) => directive.file.path),
    versions: near(project.versions, (mention) => mention.file.path),
  };
}

/** A `# batchwise:` line is the user's own word: it stands before anything inferred. */
function withDirectives(deployment: Deployment, path: string, directives: Project['directives']): Deployment {
  const closest = (key: string) =>
    nearest(
      path,
      directives.filter((directive) => directive.key === key),
      (directive) => directive.file.path,
    );
  const parts = readDirectiveParts(closest);
  return { ...deployment, ...mergeParts(parts, deployment) } as Deployment;
}
