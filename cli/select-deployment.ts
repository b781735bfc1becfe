import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Deployment } from '../deployment/deployment.ts';
import { loadProject } from '../deployment/load.ts';
import { applySettings, deploymentOfSettings, type Settings } from '../deployment/overrides.ts';
import type { Project } from '../deployment/project.ts';
import { programName } from '../grammar/command.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { UsageError } from './errors.ts';

/** The Deployments of a path with the flags applied; without a path, the one that the flags describe. */
export async function findDeployments(
  path: string | undefined,
  settings: Settings,
  workspace: Workspace,
): Promise<Deployment[]> {
  if (path === undefined) {
    const described = deploymentOfSettings(settings);
    if (described) return [described];
    if (Object.keys(settings).length > 0) {
      throw new UsageError(
        'the flags name no engine',
        'add --engine tensorrt-llm, vllm, sglang or tgi; or a PATH to read',
      );
    }
  }
  const root = path ?? '.';
  if (!existsSync(root)) throw new UsageError(`no such file or folder: ${root}`);
  const alone = await loadProject(workspace, [root]);
  const served = alone.deployments.length > 0 ? [] : repositoriesOf(alone, root);
  const project = served.length > 0 ? await loadProject(workspace, [root, ...served]) : alone;
  const unreadable = project.unreadable.find((file) => file.path === root);
  if (unreadable) throw new UsageError(`cannot read ${unreadable.path}: ${unreadable.why}`);
  return project.deployments.map((deployment) => applySettings(deployment, settings));
}

/** The model repositories that the script at `root` starts Triton on, as far as they lie beside it. */
function repositoriesOf({ commands }: Project, root: string): string[] {
  const named = commands.flatMap(({ command }) => {
    if (!/^(tritonserver|launch_triton_server\.py)$/.test(programName(command) ?? '')) return [];
    return command.args.flatMap(({ value }, index) => {
      const [option, attached] = (value ?? '').split('=', 2);
      const given = attached ?? command.args[index + 1]?.value;
      return repositoryOption.test(option!) && given ? [join(dirname(root), given)] : [];
    });
  });
  return [...new Set(named)].filter((folder) => existsSync(folder));
}

const repositoryOption = /^--(model[-_]repo(sitory)?|model-store)$/;

/** One Deployment to simulate: the named one, or the only one that serves a language model. */
export async function selectDeployment(
  path: string | undefined,
  settings: Settings,
  workspace: Workspace,
  name: string | undefined,
): Promise<Deployment> {
  const all = await findDeployments(path, settings, workspace);
  const list = all.map((deployment) => deployment.name).join(', ');
  if (all.length === 0) {
    throw new UsageError(
      `no deployment found in ${path ?? 'this folder'}`,
      'Batchwise reads Triton model repositories and `vllm serve` commands; or describe one: --engine tensorrt-llm --model llama-3.1-8b --gpu h100 --weights fp8',
    );
  }
  if (name !== undefined) {
    const named = all.find((deployment) => deployment.name === name);
    if (!named)
      throw new UsageError(`no deployment “${name}” in ${path ?? 'this folder'}`, `there are: ${list}`);
    return named;
  }
  const engines = all.filter((deployment) => deployment.engine.name.value !== 'triton');
  const candidates = engines.length > 0 ? engines : all;
  if (candidates.length > 1)
    throw new UsageError(
      `${path ?? 'this folder'} describes ${candidates.length} deployments`,
      `choose one with --deployment: ${candidates.map((d) => d.name).join(', ')}`,
    );
  return candidates[0]!;
}
