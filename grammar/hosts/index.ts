export type { FileKind, HostReading, ParsedManifest } from './host-reading.ts';
export { isSlurmScript, readHost } from './read-host.ts';
