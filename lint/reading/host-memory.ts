import { folderOf, isInside } from '../../deployment/paths.ts';
import type { LocatedCommand, Project } from '../../deployment/project.ts';
import { manifestOf, podPath } from '../../deployment/readers/kubernetes.ts';
import type { Word } from '../../grammar/command.ts';
import { covers, type Range } from '../../grammar/text.ts';

/** Memory of the CPU that a server may use. */
export interface HostMemory {
  readonly bytes: number;
  /** `limit`: beyond it the container is killed. `host`: all that the machine has. */
  readonly kind: 'limit' | 'host';
  readonly path: string;
  readonly range: Range;
  /** As a clause: `the container gets 16 GiB`. */
  readonly because: string;
}

/**
 * The limit of the container that runs a command, by `docker run --memory` or by its pod; else a `# batchwise: ram=64GiB`
 * line of its folder. Undefined where nothing says it.
 */
export const hostMemoryOf = (located: LocatedCommand, project: Project): HostMemory | undefined =>
  ofContainer(located) ?? ofPod(located, project) ?? ofDirective(located, project);

function ofContainer({ file, command }: LocatedCommand): HostMemory | undefined {
  const word = optionOf(command.prefix, '--memory', '-m');
  // Docker's units are binary, with and without a `b` behind them.
  const bytes =
    word && sizeOf(word.value.replace(/^(\d+)([bkmg])b?$/i, (_, n, u) => `${n}${u.toUpperCase()}i`));
  return word && bytes ? limit(bytes, file.path, word.range) : undefined;
}

function ofPod(located: LocatedCommand, project: Project): HostMemory | undefined {
  const manifest = manifestOf(located, project.manifests);
  if (!manifest) return undefined;
  const at = located.command.range.start;
  const path = [...podPath(manifest, at), 'containers'];
  for (let index = 0; ; index++) {
    const range = manifest.rangeOf([...path, index]);
    if (!range) return undefined;
    if (!covers(range, at)) continue;
    const place = manifest.rangeOf([...path, index, 'resources', 'limits', 'memory']);
    const text = place && manifest.file.text.slice(place.start, place.end).replaceAll(/["']/g, '');
    const bytes = text === undefined ? undefined : sizeOf(text);
    return place && bytes ? limit(bytes, manifest.file.path, place) : undefined;
  }
}

function ofDirective({ file }: LocatedCommand, { directives }: Project): HostMemory | undefined {
  const said = directives.filter(
    (each) => each.key === 'ram' && (each.file === file || isInside(each.file.path, folderOf(file.path))),
  );
  const directive = said.find((each) => each.file === file) ?? said[0];
  const bytes = directive && sizeOf(directive.value.value);
  if (!directive || !bytes || directive.value.origin.kind !== 'file') return undefined;
  const { path, range } = directive.value.origin;
  return { bytes, kind: 'host', path, range, because: `the machine has ${gib(bytes)}` };
}

const limit = (bytes: number, path: string, range: Range): HostMemory => ({
  bytes,
  kind: 'limit',
  path,
  range,
  because: `the container gets ${gib(bytes)}`,
});

/** The value of an option of `docker run`, written apart or after `=`. */
export function optionOf(
  words: readonly Word[],
  ...names: readonly string[]
): { value: string; range: Range } | undefined {
  for (const [index, word] of words.entries()) {
    if (word.value === undefined) continue;
    const equals = word.value.indexOf('=');
    if (equals > 0 && names.includes(word.value.slice(0, equals)))
      return { value: word.value.slice(equals + 1), range: word.range };
    const next = names.includes(word.value) ? words[index + 1] : undefined;
    if (next?.value !== undefined) return { value: next.value, range: next.range };
  }
  return undefined;
}

const units: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  m: 1e6,
  g: 1e9,
  t: 1e12,
  ki: 2 ** 10,
  mi: 2 ** 20,
  gi: 2 ** 30,
  ti: 2 ** 40,
};

/** A quantity of Kubernetes, or one with a `B` behind it. */
function sizeOf(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([kmgt]?i?)b?$/i.exec(text.trim()) ?? [];
  const factor = units[unit?.toLowerCase() ?? ''];
  return number === undefined || factor === undefined ? undefined : Number(number) * factor;
}

export const gib = (bytes: number): string => `${Number((bytes / 2 ** 30).toFixed(1))} GiB`;
