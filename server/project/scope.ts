import { readProject } from '../../deployment/load.ts';
import type { LintOptions } from '../../lint/rule.ts';
import { type CollectedFiles, collectFiles } from '../../workspace/collect-files.ts';
import { fileKind } from '../../workspace/file-kind.ts';
import { SourceFile } from '../../workspace/source-file.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { checkingOf, configPathOf } from './checking.ts';
import { Snapshot } from './snapshot.ts';

/** Texts that are open in the editor, by path. */
export type OpenTexts = ReadonlyMap<string, string>;

/**
 * What is read together: a workspace folder, or one file outside of all folders. The disk is walked once and again
 * when a file on it changes; a text that stayed the same keeps its `SourceFile`, by which parses are remembered.
 */
export class Scope {
  private collected: Promise<CollectedFiles> | undefined;
  private known = new Map<string, SourceFile>();
  private current: Promise<Snapshot> | undefined;
  private latest: Snapshot | undefined;
  /** Mistakes of the config file that were told. */
  private told = '';

  constructor(
    readonly path: string,
    private readonly disk: Workspace,
    private readonly log: (line: string) => void = () => {},
  ) {}

  holds(path: string): boolean {
    return path === this.path || path.startsWith(this.path.endsWith('/') ? this.path : `${this.path}/`);
  }

  /** Something on the disk is other than it was. */
  diskChanged(): void {
    this.collected = undefined;
    this.current = undefined;
  }

  /** A text in the editor or a setting is other than it was. */
  editorChanged(): void {
    this.current = undefined;
  }

  snapshot(open: OpenTexts, options: LintOptions): Promise<Snapshot> {
    this.current ??= this.read(open, options);
    return this.current;
  }

  private async read(open: OpenTexts, options: LintOptions): Promise<Snapshot> {
    this.collected ??= collectFiles(this.disk, [this.path]);
    const { files, paths, sizes } = await this.collected;
    const texts = new Map(files.map(({ path, text }) => [path, text]));
    const opened = [...open].filter(([path]) => this.holds(path));
    for (const [path, text] of opened) texts.set(path, text);
    const read = [...texts.keys()].sort().map((path) => this.keep(path, texts.get(path)!));
    this.known = new Map(read.map((file) => [file.path, file]));
    // The same set where nothing is new, by which folders are known again.
    const isKnown = opened.every(([path]) => paths.has(path));
    const allPaths = isKnown ? paths : new Set([...paths, ...opened.map(([path]) => path)]);
    const checking = checkingOf(options, this.path, texts.get(configPathOf(this.path)));
    this.tell(checking.mistakes.join('\n'));
    this.latest = new Snapshot(readProject(read, allPaths, sizes), checking, this.latest);
    return this.latest;
  }

  /** Each mistake once, not with every keystroke. */
  private tell(mistakes: string): void {
    if (mistakes !== '' && mistakes !== this.told) this.log(mistakes);
    this.told = mistakes;
  }

  private keep(path: string, text: string): SourceFile {
    const before = this.known.get(path);
    return before?.text === text ? before : new SourceFile(path, text, fileKind(path, text));
  }
}
