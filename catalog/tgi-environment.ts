import tgiLauncher from './data/flags-tgi-launcher.json' with { type: 'json' };
import data from './data/tgi-environment.json' with { type: 'json' };
import type { FlagTable } from './flag-table.ts';

/** `text-generation-launcher`, the entry point of the text-generation-inference image. */
export const tgiLauncherFlags = tgiLauncher as unknown as FlagTable;

/** A variable that TGI reads and that no flag stands for. */
export interface TgiVariable {
  readonly name: string;
  readonly default?: string;
  readonly choices?: readonly string[];
  readonly note?: string;
}

export const tgiVariables = data.variables as readonly TgiVariable[];

/** Every flag has a variable of its own name: `--max-total-tokens` is `MAX_TOTAL_TOKENS`. A flag wins over it. */
export const tgiVariableOfFlag = (flag: string): string =>
  flag.replace(/^--/, '').replaceAll('-', '_').toUpperCase();

/** The flag that a variable stands for; undefined where there is none. */
export function tgiFlagOfVariable(variable: string): string | undefined {
  const flag = `--${variable.toLowerCase().replaceAll('_', '-')}`;
  return tgiLauncherFlags.flags.some(({ name }) => name === flag) ? flag : undefined;
}
