import type { Dirent } from 'node:fs';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import type { Entry, Loaded, Workspace } from '../workspace.ts';
import { largestFileBytes } from '../workspace.ts';
import { decodeText, tooLarge } from './decode.ts';

/** The files of a disk, for a program that answers to others while it waits; relative paths count from `root`. */
export class DiskWorkspace implements Workspace {
  private readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  async read(path: string): Promise<string | undefined> {
    return (await this.load(path)).text;
  }

  async load(path: string): Promise<Loaded> {
    const absolute = this.absolute(path);
    try {
      const about = await stat(absolute);
      if (about.isDirectory()) return { why: 'is a folder' };
      // A pipe or device may never end.
      if (!about.isFile()) return { why: 'is no regular file' };
      if (about.size > largestFileBytes) return { why: tooLarge(about.size) };
      return decodeText(await readFile(absolute));
    } catch (error) {
      return { why: reasonOf(error) };
    }
  }

  async list(path: string): Promise<readonly Entry[]> {
    const folder = this.absolute(path);
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      const known = await Promise.all(entries.map((entry) => toEntry(folder, entry)));
      return known
        .filter((entry) => entry !== undefined)
        .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    } catch {
      return [];
    }
  }

  async exists(path: string): Promise<boolean> {
    return (await stat(this.absolute(path)).catch(() => undefined)) !== undefined;
  }

  async size(path: string): Promise<number | undefined> {
    const about = await stat(this.absolute(path)).catch(() => undefined);
    return about?.isFile() ? about.size : undefined;
  }

  async realPath(path: string): Promise<string> {
    const absolute = this.absolute(path);
    const real = await realpath(absolute).catch(() => absolute);
    return real.split(sep).join('/');
  }

  private absolute(path: string): string {
    return resolve(this.root, path);
  }
}

/** Sockets, devices and links that lead nowhere are no entries: nothing can be read there. */
async function toEntry(folder: string, entry: Dirent): Promise<Entry | undefined> {
  const { name } = entry;
  if (entry.isDirectory()) return { name, kind: 'folder' };
  if (entry.isFile()) return { name, kind: 'file' };
  if (!entry.isSymbolicLink()) return undefined;
  const target = await stat(resolve(folder, name)).catch(() => undefined);
  if (target?.isDirectory()) return { name, kind: 'folder', link: true };
  return target?.isFile() ? { name, kind: 'file', link: true } : undefined;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'is a link that leads to itself',
};

/** Why a file could not be read, as a person says it. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'an unknown error';
  return reasons[code] ?? `cannot be read: ${code}`;
}
