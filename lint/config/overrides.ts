import ignore from 'ignore';
import type { Finding } from '../finding.ts';
import type { Override } from './config.ts';

/**
 * Says of each finding whether the overrides leave it.
 * @param beside where a file lies as seen from the config file; undefined where it lies outside of its folder
 */
export function keptByOverrides(
  overrides: readonly Override[],
  beside: (path: string) => string | undefined,
): (finding: Finding) => boolean {
  const ready = overrides.map((override) => ({
    matches: ignore().add([...override.paths]),
    covers: ({ code, name }: Finding) =>
      override.ignore.some((text) => name === text || code.startsWith(text.toUpperCase())),
  }));
  return (finding) => {
    const path = beside(finding.path);
    return (
      path === undefined || !ready.some(({ matches, covers }) => covers(finding) && matches.ignores(path))
    );
  };
}
