import type { HostKind, Word } from '../command.ts';
import type { Field } from '../shell/field.ts';
import { readEntryPoint, readWords, type ShellReading } from '../shell/index.ts';

/** A container as Kubernetes, compose and Dockerfiles describe it. */
export interface Container {
  readonly host: HostKind;
  readonly image: Word | undefined;
  readonly env: Readonly<Record<string, Word>>;
  /** Kubernetes `command`, compose `entrypoint`, `ENTRYPOINT`; empty where the image's own runs. */
  readonly entryPoint: readonly Field[];
  /** Kubernetes `args`, compose `command`, `CMD`. */
  readonly args: readonly Field[];
}

/**
 * The commands that a container runs. Without an entry point the image's own gets the arguments; where the first one is
 * no option it is taken for the program, as most images of inference servers do.
 */
export function readContainer({ host, image, env, entryPoint, args }: Container): ShellReading {
  const words = [...entryPoint, ...args];
  const surroundings = { host, env, ...(image && { image }) };
  if (words.length === 0)
    return image ? readEntryPoint([], surroundings) : { commands: [], embedded: [], issues: [] };
  const first = args[0]?.word;
  const isOption = (first?.value ?? first?.head ?? '').startsWith('-');
  return entryPoint.length === 0 && isOption
    ? readEntryPoint(words, surroundings)
    : readWords(words, surroundings);
}
