import { baseName } from '../../workspace/path.ts';
import type { Deployment } from '../deployment.ts';
import { known } from '../known.ts';
import { completeDeployment } from '../parts.ts';
import type { LocatedCommand } from '../project.ts';
import { FlagSource } from '../settings/flag-source.ts';
import { text, traced } from '../settings/leaves.ts';
import { findOptions } from '../settings/options-file.ts';
import { layered } from '../settings/setting.ts';
import type { ToolRun } from '../tools.ts';
import { inFile } from '../traced.ts';
import { programPlace } from './program-place.ts';
import { type Around, versionAround } from './reading-context.ts';
import { readVllmArguments } from './vllm.ts';

/**
 * One vLLM server as its command line describes it, with the `--config` file where the project has it: a flag stands
 * before the file (vllm/utils/argparse_utils.py). What both leave out is filled in by version and GPU later.
 */
export function readVllmServer(found: LocatedCommand, run: ToolRun, around: Around): Deployment {
  const path = found.file.path;
  const version = versionAround('vllm', found.file, around, found.command.image);
  const flags = new FlagSource(run.args, path, run.table!, version?.value);
  const named = flags.find('config');
  const config = typeof named?.value === 'string' ? findOptions(named.value, found.file, around) : undefined;
  const source = layered(flags, config);
  // An unknown word before it may hold options: `vllm serve $OPTIONS model`.
  const positional = flags.positionals.find(({ value }) => value !== undefined);
  const model =
    (positional?.value === undefined ? undefined : inFile(positional.value, path, positional.range)) ??
    traced(source, text, 'model', 'model-tag', 'model-id');
  const title = traced(source, servedName, 'served-model-name', 'model-name')?.value;
  return completeDeployment(title ?? baseName(model?.value ?? path), {
    ...readVllmArguments(source, model, around.files, named !== undefined && config === undefined),
    path,
    engine: {
      name: inFile('vllm', path, programPlace(found)),
      ...known('version', version),
      // Its benchmarks of an engine make one of the LLM class.
      ...(run.subcommand !== undefined && { usage: 'library' as const }),
    },
  });
}

/** Several names may be given; the first is the model's. */
const servedName = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? value
    : Array.isArray(value) && typeof value[0] === 'string'
      ? value[0]
      : undefined;
