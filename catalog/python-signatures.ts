import data from './data/python-signatures.json' with { type: 'json' };
import server from './data/vllm-server-options.json' with { type: 'json' };
import { compareVersions } from './version.ts';

/** A function's arguments as one release has them. */
interface Reading {
  /** Absent where the source was read at a commit between releases. */
  readonly release?: string;
  readonly source: string;
  readonly arguments: readonly string[];
}

export interface PythonSignature {
  readonly name: string;
  /** It takes nothing else in any release that was looked at, not even to ignore it. */
  readonly closed?: true;
  /** From the oldest to the newest. */
  readonly readings: readonly Reading[];
  /** Names of releases before the first reading. */
  readonly older?: Omit<Reading, 'release'>;
}

const signatures = data.functions as readonly PythonSignature[];

/** A function of the catalogue by its public name. */
export function pythonSignature(name: string): PythonSignature {
  const found = signatures.find((signature) => signature.name === name);
  if (!found) throw new Error(`the catalogue has no signature of ${name}`);
  return found;
}

/** Every name that some release has. */
export const argumentsEver = ({ readings, older }: PythonSignature): readonly string[] => [
  ...new Set([...readings.flatMap((reading) => reading.arguments), ...(older?.arguments ?? [])]),
];

/**
 * Whether a release surely has no argument of a name: neither the reading before it nor the one behind it has. A release
 * behind the last reading may have more.
 */
export function lacksArgument({ readings, older }: PythonSignature, name: string, release: string): boolean {
  const behind = readings.findIndex(
    (reading) => reading.release === undefined || compareVersions(reading.release, release) >= 0,
  );
  if (behind < 0) return false;
  const before = readings[behind - 1]?.arguments ?? older?.arguments;
  const exact = readings[behind]!.release === release;
  return (
    !readings[behind]!.arguments.includes(name) && (exact || (before !== undefined && !before.includes(name)))
  );
}

/** Options of vLLM's server that its Python classes do not take, as arguments. */
export const vllmServerArguments: ReadonlySet<string> = new Set(
  server.names.map((name) => name.slice(2).replaceAll('-', '_')),
);
