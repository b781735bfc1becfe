import type { Word } from '../../grammar/command.ts';
import { inFile } from '../traced.ts';
import type { Setting, SettingSource } from './setting.ts';

/** The variables that a command or container is started with. `variableOf` says which variable a setting is given by. */
export class EnvironmentSource implements SettingSource {
  constructor(
    private readonly env: Readonly<Record<string, Word>>,
    private readonly path: string,
    private readonly variableOf: (name: string) => string = (name) => name,
  ) {}

  find(...names: readonly string[]): Setting | undefined {
    for (const name of names) {
      const variable = this.variableOf(name);
      const word = Object.hasOwn(this.env, variable) ? this.env[variable] : undefined;
      if (word) return inFile(word.value, this.path, word.range);
    }
    return undefined;
  }
}
