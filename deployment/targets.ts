import { findGpu } from '../catalog/gpus.ts';
import type { Gpu } from '../catalog/types.ts';
import type { Deployment, EngineName } from './deployment.ts';
import { applySettings, type Settings } from './overrides.ts';
import type { Project, VersionMention } from './project.ts';
import { defaultBackend } from './readers/trtllm-serve.ts';

/** What is checked against where the files name nothing: `lint --gpu` and `--target`, or the settings of an editor. */
export interface Targets {
  /** A catalogue name. */
  readonly gpu?: string;
  /** Releases by tool: `{ vllm: '0.11.0' }`. */
  readonly versions: Readonly<Record<string, string>>;
}

const tools: Readonly<Record<EngineName, VersionMention['tool']>> = {
  'tensorrt-llm': 'trtllm',
  vllm: 'vllm',
  sglang: 'sglang',
  tgi: 'tgi',
  triton: 'triton',
};

const aimed = new WeakMap<Project, { readonly key: string; readonly project: Project }>();

/**
 * The project with the targets in every Deployment that says nothing of its own, traced to the command line; defaults
 * that hang on them are worked out anew. The same project where there are none.
 */
export function withTargets(project: Project, targets: Targets): Project {
  const key = JSON.stringify([targets.gpu, targets.versions]);
  let known = aimed.get(project);
  if (known?.key !== key) {
    const found = targets.gpu === undefined ? undefined : findGpu(targets.gpu);
    const gpu = found?.kind === 'found' ? found.item : undefined;
    const deployments = project.deployments.map((each) => aim(each, project, gpu, targets.versions));
    const same = deployments.every((each, at) => each === project.deployments[at]);
    known = { key, project: same ? project : { ...project, deployments } };
    aimed.set(project, known);
  }
  return known.project;
}

function aim(
  deployment: Deployment,
  { versions }: Project,
  gpu: Gpu | undefined,
  releases: Targets['versions'],
): Deployment {
  const tool = tools[deployment.engine.name.value];
  const version = releases[tool];
  // Releases that are named and contradict each other are unknown, not absent.
  const named = deployment.engine.version || versions.some((mention) => mention.tool === tool);
  const settings: Settings = {
    ...(gpu && !deployment.gpu.model && { gpu }),
    ...(version !== undefined && !named && { engineVersion: version }),
  };
  if (Object.keys(settings).length === 0) return deployment;
  const backend = deployment.engine.backend;
  // Which backend is the default hangs on the release.
  const aims =
    settings.engineVersion !== undefined && backend && backend.origin.kind !== 'file'
      ? { ...deployment, engine: { ...deployment.engine, backend: defaultBackend(settings.engineVersion) } }
      : deployment;
  return applySettings(aims, settings);
}
