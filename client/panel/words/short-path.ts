/** A path as seen from a folder that it stands in; as it is elsewhere. */
export function shortPath(path: string, root: string | undefined): string {
  const folder = root?.replace(/\/?$/, '/');
  return folder !== undefined && path.startsWith(folder) ? path.slice(folder.length) : path;
}
