import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { configName, type LintConfig } from '../lint/config/config.ts';
import { readConfig } from '../lint/config/read-config.ts';
import { readText } from './commands/parse.ts';
import { UsageError } from './errors.ts';

export interface LoadedConfig {
  readonly config: LintConfig;
  /** Where a file of the run lies as seen from the config file; undefined outside of its folder. */
  readonly beside: (path: string) => string | undefined;
}

/**
 * The configuration of a lint: the file that was named, or the nearest `batchwise.yaml`, none where `false` was.
 * @throws UsageError with every mistake of the file, at its line
 */
export async function loadLintConfig(named: string | false | undefined): Promise<LoadedConfig> {
  const path = named === undefined ? nearestConfig(process.cwd()) : named;
  if (path === undefined || path === false) return { config: {}, beside: () => undefined };
  const result = readConfig(await readText(path));
  if (!result.ok) {
    const [first, ...more] = result.problems.map(
      ({ line, column, message }) => `${path}:${line}:${column}: ${message}`,
    );
    throw new UsageError([first, ...more].join('\n'), '`batchwise init` writes one that explains its keys');
  }
  const folder = path === '-' ? '.' : dirname(path);
  return {
    config: result.config,
    beside: (file) => {
      const place = relative(resolve(folder), resolve(file)).replaceAll(sep, '/');
      return place.startsWith('../') || place === '' ? undefined : place;
    },
  };
}

/** In a folder or those above it, up to the one that holds the repository. */
function nearestConfig(folder: string): string | undefined {
  const path = join(folder, configName);
  if (existsSync(path)) return relative(process.cwd(), path) || configName;
  const above = dirname(folder);
  return above === folder || existsSync(join(folder, '.git')) ? undefined : nearestConfig(above);
}
