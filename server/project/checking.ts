import { configName } from '../../lint/config/config.ts';
import { keptByOverrides } from '../../lint/config/overrides.ts';
import { readConfig } from '../../lint/config/read-config.ts';
import type { Finding } from '../../lint/finding.ts';
import type { RuleSelection } from '../../lint/index.ts';
import type { LintOptions } from '../../lint/rule.ts';

/** How a project is checked. */
export interface Checking {
  readonly options: LintOptions & RuleSelection;
  /** Whether a finding is reported where it stands. */
  readonly keeps: (finding: Finding) => boolean;
  /** Mistakes of the config file, as a line each; with any, the file counts for nothing. */
  readonly mistakes: readonly string[];
}

export const everything = (options: LintOptions): Checking => ({
  options,
  keeps: () => true,
  mistakes: [],
});

export const configPathOf = (folder: string): string => `${folder.replace(/\/$/, '')}/${configName}`;

/**
 * The settings of the editor, and where they say nothing what the `batchwise.yaml` of the folder says: as in
 * `batchwise lint`, where flags take the place of the file's keys.
 */
export function checkingOf(settings: LintOptions, folder: string, text: string | undefined): Checking {
  if (text === undefined) return everything(settings);
  const result = readConfig(text);
  if (!result.ok) {
    const path = configPathOf(folder);
    const mistakes = result.problems.map(
      ({ line, column, message }) => `${path}:${line}:${column}: ${message}`,
    );
    return { ...everything(settings), mistakes };
  }
  const { config } = result;
  const { gpu = config.gpu, targets, autoComplete } = settings;
  const below = configPathOf(folder).slice(0, -configName.length);
  return {
    options: {
      targets: { ...config.targets, ...targets },
      autoComplete: autoComplete && (config.autoComplete ?? true),
      ...(gpu !== undefined && { gpu }),
      ...(config.select && { select: config.select }),
      ...(config.ignore && { ignore: config.ignore }),
    },
    keeps: keptByOverrides(config.overrides ?? [], (path) =>
      path.startsWith(below) ? path.slice(below.length) : undefined,
    ),
    mistakes: [],
  };
}
