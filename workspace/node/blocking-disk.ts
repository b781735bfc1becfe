import { closeSync, type Dirent, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { Entry, Loaded, Workspace } from '../workspace.ts';
import { largestFileBytes } from '../workspace.ts';
import { decodeText, tooLarge } from './decode.ts';
import { reasonOf } from './disk.ts';

/**
 * The files of a disk for a program that has nothing else to do while it waits for them. Configurations are many and
 * small: to hand each call to another thread takes several times longer than the call.
 */
export class BlockingDiskWorkspace implements Workspace {
  private readonly root: string;
  private buffer = Buffer.allocUnsafe(64 * 1024);

  /** Relative paths count from `root`. */
  constructor(root: string) {
    this.root = resolve(root);
  }

  async read(path: string): Promise<string | undefined> {
    return (await this.load(path)).text;
  }

  async load(path: string): Promise<Loaded> {
    const absolute = this.absolute(path);
    let file: number | undefined;
    try {
      // A pipe or device may never end, and to open a pipe may wait for ever.
      const about = statSync(absolute);
      if (about.isDirectory()) return { why: 'is a folder' };
      if (!about.isFile()) return { why: 'is no regular file' };
      if (about.size > largestFileBytes) return { why: tooLarge(about.size) };
      file = openSync(absolute, 'r');
      return decodeText(this.bytesOf(file, about.size));
    } catch (error) {
      return { why: reasonOf(error) };
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  /** The first `size` bytes of a file, or all where it has become shorter; they hold until the next call. */
  private bytesOf(file: number, size: number): Buffer {
    if (size > this.buffer.length) this.buffer = Buffer.allocUnsafe(size);
    let length = 0;
    while (length < size) {
      const count = readSync(file, this.buffer, length, size - length, null);
      if (count === 0) break;
      length += count;
    }
    return this.buffer.subarray(0, length);
  }

  async list(path: string): Promise<readonly Entry[]> {
    const folder = this.absolute(path);
    const found: Entry[] = [];
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const known = toEntry(folder, entry);
        if (known) found.push(known);
      }
    } catch {
      return [];
    }
    return found.length < 2 ? found : found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  }

  async exists(path: string): Promise<boolean> {
    return statSync(this.absolute(path), { throwIfNoEntry: false }) !== undefined;
  }

  async size(path: string): Promise<number | undefined> {
    const about = statSync(this.absolute(path), { throwIfNoEntry: false });
    return about?.isFile() ? about.size : undefined;
  }

  async realPath(path: string): Promise<string> {
    const absolute = this.absolute(path);
    try {
      return realpathSync.native(absolute).split(sep).join('/');
    } catch {
      return absolute.split(sep).join('/');
    }
  }

  private absolute(path: string): string {
    return resolve(this.root, path);
  }
}

/** Sockets, devices and links that lead nowhere are no entries: nothing can be read there. */
function toEntry(folder: string, entry: Dirent): Entry | undefined {
  const { name } = entry;
  if (entry.isDirectory()) return { name, kind: 'folder' };
  if (entry.isFile()) return { name, kind: 'file' };
  if (!entry.isSymbolicLink()) return undefined;
  try {
    const target = statSync(resolve(folder, name));
    if (target.isDirectory()) return { name, kind: 'folder', link: true };
    return target.isFile() ? { name, kind: 'file', link: true } : undefined;
  } catch {
    return undefined;
  }
}
