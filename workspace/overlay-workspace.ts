import { MemoryWorkspace } from './memory-workspace.ts';
import { normalisePath } from './path.ts';
import type { Entry, Loaded, Workspace } from './workspace.ts';

/** The texts open in an editor, saved or not, over the workspace that they belong to. */
export class OverlayWorkspace implements Workspace {
  private readonly open: MemoryWorkspace;

  /** `texts` by path, in the same form as paths of `below`. Make a new overlay for a new set of texts. */
  constructor(
    private readonly below: Workspace,
    texts: Readonly<Record<string, string>>,
  ) {
    this.open = new MemoryWorkspace(texts);
  }

  async read(path: string): Promise<string | undefined> {
    return (await this.load(path)).text;
  }

  async load(path: string): Promise<Loaded> {
    const text = await this.open.read(path);
    return text === undefined ? this.below.load(path) : { text };
  }

  async list(path: string): Promise<readonly Entry[]> {
    const below = await this.below.list(path);
    const open = await this.open.list(path);
    if (open.length === 0) return below;
    const entries = new Map([...open, ...below].map((entry) => [entry.name, entry]));
    return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async exists(path: string): Promise<boolean> {
    return (normalisePath(path) !== '.' && (await this.open.exists(path))) || this.below.exists(path);
  }

  async size(path: string): Promise<number | undefined> {
    return (await this.open.size(path)) ?? this.below.size?.(path);
  }

  realPath(path: string): Promise<string> {
    return this.below.realPath(path);
  }
}
