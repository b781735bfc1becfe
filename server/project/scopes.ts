import type { LintOptions } from '../../lint/rule.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { type OpenTexts, Scope } from './scope.ts';
import type { Snapshot } from './snapshot.ts';

/** The workspace folders of the editor, and the files that are open outside of all of them. */
export class Scopes {
  private folders: Scope[] = [];
  private readonly lone = new Map<string, Scope>();

  constructor(
    private readonly disk: Workspace,
    private readonly open: () => OpenTexts,
    private readonly options: () => LintOptions,
    private readonly log: (line: string) => void = () => {},
  ) {}

  setFolders(paths: readonly string[]): void {
    const before = new Map(this.folders.map((scope) => [scope.path, scope]));
    this.folders = paths.map((path) => before.get(path) ?? new Scope(path, this.disk, this.log));
    this.lone.clear();
  }

  editorChanged(): void {
    for (const scope of this.all()) scope.editorChanged();
    const open = this.open();
    for (const path of this.lone.keys()) if (!open.has(path)) this.lone.delete(path);
  }

  diskChanged(): void {
    for (const scope of this.all()) scope.diskChanged();
  }

  /** The project that a document belongs to: the innermost folder around it, else the document alone. */
  snapshotOf(path: string): Promise<Snapshot> {
    return this.scopeOf(path).snapshot(this.open(), this.options());
  }

  /** Of every workspace folder, and of open files outside of them. */
  snapshots(): Promise<Snapshot[]> {
    return Promise.all(this.all().map((scope) => scope.snapshot(this.open(), this.options())));
  }

  private all(): Scope[] {
    return [...this.folders, ...this.lone.values()];
  }

  private scopeOf(path: string): Scope {
    const around = this.folders.filter((scope) => scope.holds(path));
    const innermost = around.sort((a, b) => b.path.length - a.path.length)[0];
    if (innermost) return innermost;
    const scope = this.lone.get(path) ?? new Scope(path, this.disk);
    this.lone.set(path, scope);
    return scope;
  }
}
