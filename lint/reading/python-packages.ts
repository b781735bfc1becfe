import { folderOf, isInside } from '../../deployment/paths.ts';
import type { Project } from '../../deployment/project.ts';
import type { SourceFile } from '../../workspace/source-file.ts';

/** The release of a package that is pinned in the file or below its folder (`torch==2.3.1`); undefined where none or several are. */
export function pinnedVersion(name: string, file: SourceFile, project: Project): string | undefined {
  const pin = new RegExp(`(?:^|[\\s"'#=,])${name}(?:\\[[\\w,-]+\\])?==v?(\\d+(?:\\.\\d+)+)`, 'g');
  const folder = folderOf(file.path);
  const found = new Set<string>();
  for (const { path, text } of project.files)
    if (path === file.path || isInside(path, folder))
      for (const [, version] of text.matchAll(pin)) found.add(version!);
  return found.size === 1 ? [...found][0] : undefined;
}
