import { existsSync } from 'node:fs';
import { configName } from '../../lint/config/config.ts';
import { configTemplate } from '../../lint/config/template.ts';
import { UsageError } from '../errors.ts';
import { readGpu } from '../options/deployment-options.ts';
import { type GlobalOptions, Output } from '../output.ts';
import { readTargets } from './lint.ts';

interface InitOptions {
  readonly gpu?: string;
  readonly target?: string[];
  readonly force?: boolean;
}

/** `batchwise init`: a config file in which everything is explained. A file that is there is left as it was. */
export async function initCommand(options: InitOptions, globals: GlobalOptions): Promise<void> {
  const path = globals.output ?? configName;
  if (existsSync(path) && !options.force)
    throw new UsageError(`${path} is there already`, '--force replaces it');
  const targets = readTargets(options.target ?? []);
  const output = new Output({ ...globals, output: path });
  output.write(
    configTemplate({
      ...(options.gpu !== undefined && { gpu: readGpu(options.gpu).name }),
      ...(Object.keys(targets).length > 0 && { targets }),
    }),
  );
  await output.finish();
  output.note(`${path} is written; \`batchwise lint\` reads it from now on`);
}
