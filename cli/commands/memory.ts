import { memoryOf } from '../../simulator/index.ts';
import { BlockingDiskWorkspace } from '../../workspace/node/blocking-disk.ts';
import { type DeploymentOptions, readSettings } from '../options/deployment-options.ts';
import { type GlobalOptions, Output } from '../output.ts';
import { assumptionsText } from '../report/assumptions.ts';
import { memoryBar, memoryFormulas } from '../report/memory-bar.ts';
import { memoryJson } from '../report/prediction-json.ts';
import { titleOf } from '../report/title.ts';
import { requireSpec } from '../require-spec.ts';
import { selectDeployment } from '../select-deployment.ts';

type MemoryOptions = DeploymentOptions & { format: 'text' | 'json'; explain?: boolean; deployment?: string };

/** `batchwise memory [PATH]`: where every byte of one GPU goes, and what the KV cache holds. */
export async function memoryCommand(
  path: string | undefined,
  options: MemoryOptions,
  globals: GlobalOptions,
): Promise<void> {
  const output = new Output(globals);
  const workspace = new BlockingDiskWorkspace(process.cwd());
  const deployment = await selectDeployment(
    path,
    await readSettings(options, workspace),
    workspace,
    options.deployment,
  );
  const { spec, assumptions } = requireSpec(deployment);
  const memory = memoryOf(spec);
  if (options.format === 'json') output.json({ deployment, memory: memoryJson(memory), assumptions });
  else {
    output.write(memoryBar(memory, output.colors, output.width, titleOf(spec)));
    if (options.explain) output.write(`\n${memoryFormulas(memory, output.colors)}`);
    if (assumptions.length > 0)
      output.write(`\n${assumptionsText(assumptions, [], output.colors, output.width)}`);
  }
  await output.finish();
}
