import { loadProject } from '../../deployment/load.ts';
import { applySettings, deploymentOfSettings } from '../../deployment/overrides.ts';
import { BlockingDiskWorkspace } from '../../workspace/node/blocking-disk.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import { UsageError } from '../errors.ts';
import { type DeploymentOptions, readSettings } from '../options/deployment-options.ts';
import { type GlobalOptions, Output } from '../output.ts';
import { describeDeployment } from '../report/deployment.ts';

/** `batchwise show [PATH]`: what was found, and where each value comes from. */
export async function showCommand(
  path: string | undefined,
  options: DeploymentOptions & { format: 'text' | 'json' },
  globals: GlobalOptions,
): Promise<void> {
  const output = new Output(globals);
  const workspace = new BlockingDiskWorkspace(process.cwd());
  const settings = await readSettings(options, workspace);
  const described = path === undefined ? deploymentOfSettings(settings) : undefined;
  let deployments = described ? [described] : [];
  let files: ReadonlyMap<string, SourceFile> = new Map();
  if (!described) {
    const project = await loadProject(workspace, [path ?? '.']);
    const [unreadable] = project.unreadable;
    if (unreadable) throw new UsageError(`cannot read ${unreadable.path}: ${unreadable.why}`);
    deployments = project.deployments.map((deployment) => applySettings(deployment, settings));
    files = new Map(project.files.map((file) => [file.path, file]));
  }
  if (options.format === 'json')
    output.json({ deployments: deployments.map((deployment) => ({ ...deployment })), ...lineNumbers(files) });
  else if (deployments.length === 0) output.write(`No deployment found in ${path ?? 'this folder'}.`);
  else
    output.write(
      deployments.map((deployment) => describeDeployment(deployment, files, output.colors)).join('\n\n'),
    );
  await output.finish();
}

/** Offsets are of little use in JSON without the files: none are added, and readers are told what they count. */
const lineNumbers = (files: ReadonlyMap<string, SourceFile>) => ({
  files: [...files.keys()],
  offsets: 'UTF-16 code units from the start of the file',
});
