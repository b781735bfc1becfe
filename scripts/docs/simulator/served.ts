import { Command } from 'commander';
import {
  addDeploymentOptions,
  type DeploymentOptions,
  readSettings,
} from '../../../cli/options/deployment-options.ts';
import { deploymentOfSettings } from '../../../deployment/overrides.ts';
import { type EngineSpec, specOf } from '../../../simulator/index.ts';
import { MemoryWorkspace } from '../../../workspace/memory-workspace.ts';

/** A deployment by the flags that a reader would give, and for a picture other lengths and a pool of so many tokens. */
export interface Served {
  readonly flags: string;
  readonly prompts?: readonly number[];
  readonly outputs?: readonly number[];
  readonly maxKvTokens?: number;
}

/** @throws where the flags do not describe a deployment that can be simulated */
export async function servedBy({ flags, maxKvTokens }: Served): Promise<EngineSpec> {
  const command = addDeploymentOptions(new Command()).exitOverride();
  command.parse(flags.split(/\s+/), { from: 'user' });
  const settings = await readSettings(command.opts<DeploymentOptions>(), new MemoryWorkspace({}));
  const deployment = deploymentOfSettings(settings);
  const read = deployment && specOf(deployment);
  if (!read?.ok) throw new Error(`not a deployment: ${flags}`);
  return { ...read.spec, ...(maxKvTokens !== undefined && { maxKvTokens }) };
}
