import { fileURLToPath, pathToFileURL } from 'node:url';

/** The path by which the layers below know a document, with `/`; for what is no file the URI itself. */
export function pathOf(uri: string): string {
  if (!uri.startsWith('file:')) return uri;
  try {
    return fileURLToPath(uri).replaceAll('\\', '/');
  } catch {
    // Such as `file://host/…` on a system without such paths.
    return uri;
  }
}

/** The opposite of `pathOf`. */
export function uriOf(path: string): string {
  return /^[a-z][a-z0-9+.-]+:/i.test(path) ? path : pathToFileURL(path).href;
}
