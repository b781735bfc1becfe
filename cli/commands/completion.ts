import type { Command } from 'commander';
import { gpus } from '../../catalog/gpus.ts';
import { models } from '../../catalog/models.ts';
import { rules } from '../../lint/registry.ts';
import { bashScript } from '../completion/bash.ts';
import { describeCommands, type KnownWords } from '../completion/describe.ts';
import { fishScript } from '../completion/fish.ts';
import { zshScript } from '../completion/zsh.ts';
import { type GlobalOptions, Output } from '../output.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** `batchwise completion SHELL`: a script made of the commands themselves, and of the catalogue's names. */
export async function completionCommand(
  shell: keyof typeof scripts,
  program: Command,
  globals: GlobalOptions,
): Promise<void> {
  const output = new Output(globals);
  output.writeExactly(scripts[shell](describeCommands(program, knownWords())));
  await output.finish();
}

function knownWords(): KnownWords {
  const codes = rules.map(({ code }) => code);
  return {
    '--gpu': { words: gpus.map(({ name }) => name) },
    '--model': { words: models.map(({ name }) => name) },
    '--select': { words: codes, several: true },
    '--ignore': { words: codes, several: true },
    code: { words: codes },
  };
}
