import { readHost } from '../../grammar/hosts/index.ts';
import { baseName, joinPath, normalisePath, parentPath } from '../../workspace/path.ts';
import type { SourceFile } from '../../workspace/source-file.ts';
import { isInside, nearest } from '../paths.ts';
import type { LocatedText } from '../project.ts';
import { DataSource } from './data-source.ts';

/** The texts of a project that a command may name as its options. */
export interface Texts {
  readonly files: readonly SourceFile[];
  /** Here-documents and the files of a ConfigMap. */
  readonly embedded: readonly LocatedText[];
}

/**
 * The YAML or JSON file that a command names: one that the same file writes, else one of the workspace, else one that
 * another file writes. Only names can be compared, for a container has paths of its own.
 */
export function findOptions(
  named: string,
  from: SourceFile,
  { files, embedded }: Texts,
): DataSource | undefined {
  const name = baseName(named);
  const written = embedded.filter(({ text }) => text.path !== undefined && baseName(text.path) === name);
  const own = written.findLast(({ file }) => file === from);
  if (own) return sourceOf(own.text.text, own.file.path, own.text.start);
  const home = parentPath(from.path);
  const beside = normalisePath(named.startsWith('/') ? named : joinPath(home, named));
  const file =
    files.find((each) => each.path === beside) ??
    nearest(
      from.path,
      files.filter((each) => baseName(each.path) === name && isInside(each.path, home)),
      (each) => each.path,
    );
  if (file) return /\.(ya?ml|json)$/i.test(name) ? sourceOf(file.text, file.path) : undefined;
  const other = nearest(from.path, written, (each) => each.file.path);
  return other && sourceOf(other.text.text, other.file.path, other.text.start);
}

/** The first document of a YAML text, which JSON is too. */
export function sourceOf(text: string, path: string, start = 0): DataSource | undefined {
  const [document] = readHost(path, text, 'yaml').manifests;
  return (
    document &&
    new DataSource(
      { value: document.value, rangeOf: (keys, options) => document.rangeOf(keys, options) },
      path,
      start,
    )
  );
}
