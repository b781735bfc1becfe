import { setFlagsFromString } from 'node:v8';

/**
 * Sets flags of V8, of its flag-definitions.h, for all threads of the process. Left alone on releases that were not
 * tried: one that no longer has a flag complains aloud on standard error.
 */
export function setV8Flags(...flags: readonly string[]): void {
  const release = Number.parseInt(process.versions.v8, 10);
  if (release < 11 || release > 13) return;
  for (const flag of flags) setFlagsFromString(flag);
}
