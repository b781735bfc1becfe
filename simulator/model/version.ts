/**
 * Whether a version such as `0.11.0rc1` or `v0.9.x` is at least `major.minor`. An unknown version counts as the
 * newest: callers list that as an assumption.
 */
export function versionAtLeast(version: string | undefined, major: number, minor: number): boolean {
  const match = version?.match(/(\d+)\.(\d+)/);
  if (!match) return true;
  const [, foundMajor, foundMinor] = match;
  return Number(foundMajor) > major || (Number(foundMajor) === major && Number(foundMinor) >= minor);
}
