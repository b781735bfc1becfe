import type { Command, EmbeddedText, Word } from '../command.ts';
import type { PythonCall } from '../python-call.ts';
import type { Range } from '../text.ts';

/** What a file is, as far as reading it goes. */
export type FileKind =
  | 'triton-config'
  | 'shell'
  | 'markdown'
  | 'yaml'
  | 'dockerfile'
  | 'python'
  | 'notebook'
  | 'json'
  | 'other';

/** One YAML document that is a mapping; a Kubernetes `List` counts as the documents in it. */
export interface ParsedManifest {
  readonly apiVersion?: string;
  readonly kind?: string;
  /** `metadata.name` */
  readonly name?: string;
  /** Plain data: objects, arrays, strings, numbers, booleans, null. */
  readonly value: unknown;
  /** The range of the value (or with `key: true` of the key) at a path of keys and indexes. */
  rangeOf(path: readonly (string | number)[], options?: { key?: boolean }): Range | undefined;
}

/** What was found in a file; every range counts from the start of that file. */
export interface HostReading {
  readonly commands: readonly Command[];
  readonly embedded: readonly EmbeddedText[];
  readonly manifests: readonly ParsedManifest[];
  /** Calls of Python code, in files and in what is embedded in others. */
  readonly calls: readonly PythonCall[];
  /** Container images wherever they are named: `image:`, `FROM`, `docker run`. */
  readonly images: readonly Word[];
}

/** Parts of a reading put together, in the order given. */
export function joinReadings(readings: readonly Partial<HostReading>[]): HostReading {
  return {
    commands: readings.flatMap(({ commands = [] }) => commands),
    embedded: readings.flatMap(({ embedded = [] }) => embedded),
    manifests: readings.flatMap(({ manifests = [] }) => manifests),
    calls: readings.flatMap(({ calls = [] }) => calls),
    images: readings.flatMap(({ images = [] }) => images),
  };
}
