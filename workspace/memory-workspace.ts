import { utf8Length } from '../grammar/textproto/utf8.ts';
import { normalisePath } from './path.ts';
import type { Entry, Loaded, Workspace } from './workspace.ts';

/** A workspace of texts by path, for tests and for pages in a browser. */
export class MemoryWorkspace implements Workspace {
  private readonly texts = new Map<string, string>();
  private readonly folders = new Map<string, Map<string, Entry>>([['.', new Map()]]);

  constructor(files: Readonly<Record<string, string>>) {
    for (const [path, text] of Object.entries(files)) this.add(normalisePath(path), text);
  }

  async read(path: string): Promise<string | undefined> {
    return this.texts.get(normalisePath(path));
  }

  async load(path: string): Promise<Loaded> {
    const text = await this.read(path);
    if (text !== undefined) return { text };
    return { why: this.folders.has(normalisePath(path)) ? 'is a folder' : 'no such file' };
  }

  async list(path: string): Promise<readonly Entry[]> {
    const entries = [...(this.folders.get(normalisePath(path))?.values() ?? [])];
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async exists(path: string): Promise<boolean> {
    const normal = normalisePath(path);
    return this.texts.has(normal) || this.folders.has(normal);
  }

  async size(path: string): Promise<number | undefined> {
    const text = this.texts.get(normalisePath(path));
    return text === undefined ? undefined : utf8Length(text, 0, text.length);
  }

  async realPath(path: string): Promise<string> {
    return normalisePath(path);
  }

  private add(path: string, text: string): void {
    this.texts.set(path, text);
    let child = path;
    for (let kind: Entry['kind'] = 'file'; ; kind = 'folder') {
      const slash = child.lastIndexOf('/');
      const folder = slash < 0 ? '.' : slash === 0 ? '/' : child.slice(0, slash);
      if (folder === child) return;
      const known = this.folders.get(folder) ?? new Map<string, Entry>();
      const name = child.slice(slash + 1);
      known.set(name, { name, kind });
      this.folders.set(folder, known);
      if (folder === '.' || folder === '/') return;
      child = folder;
    }
  }
}
