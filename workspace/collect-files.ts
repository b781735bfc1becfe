import { fileKind } from './file-kind.ts';
import { IgnoreRules } from './ignore-rules.ts';
import { inParallel } from './in-parallel.ts';
import { baseName, joinPath, normalisePath, parentPath } from './path.ts';
import { type FileKind, SourceFile } from './source-file.ts';
import type { Entry, Workspace } from './workspace.ts';

export interface CollectOptions {
  /** Kinds that a walk through a folder takes; files named one by one are always taken. All but `other` unless said. */
  readonly kinds?: ReadonlySet<FileKind>;
}

export interface UnreadableFile {
  readonly path: string;
  readonly why: string;
}

export interface CollectedFiles {
  /** In the order of their paths, each once. */
  readonly files: readonly SourceFile[];
  /** Every file and folder that was seen, read or not: those of the walk, and of model repositories around a named file. */
  readonly paths: ReadonlySet<string>;
  /** Bytes of the files that hold data for a model: those in its folders `warmup` and `initial_state`. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Named files that are missing or no text, and files of the walk that should have been text. */
  readonly unreadable: readonly UnreadableFile[];
}

/** Few enough for the usual limit of open files, many enough to keep a disk busy. */
const readsAtATime = 32;

/** JSON beside a model that says something about serving; tokenisers and indexes of weights are large and say nothing. */
const configurationJson =
  /^(config|adapter_config|generation_config|hf_quant_config|quantize_config|model_config|model)\.json$/;
/** Python requirements name engine versions. */
const requirements = /^requirements[^/]*\.txt$/;

/**
 * Reads the files that `paths` name, and those that stand in the folders that `paths` name.
 * Walks leave out `.git`, `node_modules` and what `.gitignore` files inside the walk say; each real folder is
 * entered once, so links in a circle end. Never throws for a file: what cannot be read is listed with its reason.
 */
export async function collectFiles(
  workspace: Workspace,
  paths: readonly string[],
  options: CollectOptions = {},
): Promise<CollectedFiles> {
  const walk = new Walk(workspace, options.kinds);
  const named: string[] = [];
  for (const path of new Set(paths.map(normalisePath))) {
    if ((await isFolder(workspace, path)) === true) await walk.enter(path);
    else named.push(path);
  }
  await walk.followLinks();
  for (const path of named) await walk.lookAround(path);

  const wanted = [...new Set([...named, ...walk.found])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const isNamed = new Set(named);
  const files: SourceFile[] = [];
  const unreadable: UnreadableFile[] = [];
  const loaded = await inParallel(wanted, readsAtATime, (path) => workspace.load(path));
  for (const [at, path] of wanted.entries()) {
    const { text, why } = loaded[at]!;
    const byName = fileKind(path);
    if (text === undefined) {
      // A file without an extension was only opened to look for `#!`: it may well be a binary.
      if (isNamed.has(path) || byName !== 'other') unreadable.push({ path, why });
      continue;
    }
    const kind = fileKind(path, text);
    if (isNamed.has(path) || walk.takes(kind) || requirements.test(baseName(path)))
      files.push(new SourceFile(path, text, kind));
    if (isNamed.has(path)) walk.paths.add(path);
  }
  return { files, paths: walk.paths, sizes: walk.sizes, unreadable };
}

/** Where Triton looks for the data of samples and of states. */
const dataFolders: ReadonlySet<string> = new Set(['warmup', 'initial_state']);

async function isFolder(workspace: Workspace, path: string): Promise<boolean> {
  if (path === '.' || path === '/') return true;
  if (baseName(path) === '..') return true;
  const entry = (await workspace.list(parentPath(path))).find(({ name }) => name === baseName(path));
  if (entry !== undefined) return entry.kind === 'folder';
  return (await workspace.list(path)).length > 0;
}

class Walk {
  readonly paths = new Set<string>();
  readonly sizes = new Map<string, number>();
  readonly found: string[] = [];
  private readonly entered = new Set<string>();
  private links: { path: string; rules: IgnoreRules }[] = [];

  constructor(
    private readonly workspace: Workspace,
    private readonly kinds: ReadonlySet<FileKind> | undefined,
  ) {}

  takes(kind: FileKind): boolean {
    return this.kinds === undefined ? kind !== 'other' : this.kinds.has(kind);
  }

  async enter(path: string): Promise<void> {
    await this.visit(path, await this.workspace.realPath(path), IgnoreRules.none);
  }

  /** Folders behind links come last, so that a folder is reported under its own path where the walk meets both. */
  async followLinks(): Promise<void> {
    while (this.links.length > 0) {
      const links = this.links;
      this.links = [];
      for (const { path, rules } of links) await this.visit(path, await this.workspace.realPath(path), rules);
    }
  }

  private async visit(path: string, real: string, above: IgnoreRules): Promise<void> {
    if (this.entered.has(real)) return;
    this.entered.add(real);
    this.paths.add(path);
    const entries = await this.workspace.list(path);
    const gitignore = entries.some(({ name, kind }) => name === '.gitignore' && kind === 'file')
      ? await this.workspace.read(joinPath(path, '.gitignore'))
      : undefined;
    const rules = above.within(path, gitignore);
    const inModel = entries.some(({ name }) => name === 'config.pbtxt');
    await this.measure(path, entries);
    const folders: Entry[] = [];
    for (const entry of entries) {
      const child = joinPath(path, entry.name);
      this.paths.add(child);
      const ignored = rules.ignores(child, entry.kind);
      if (entry.kind === 'file') {
        if (!ignored && this.mayTake(entry.name)) this.found.push(child);
      } else if (ignored) {
        if (inModel) await this.record(child);
      } else if (entry.link) this.links.push({ path: child, rules });
      else folders.push(entry);
    }
    await inParallel(folders, readsAtATime, ({ name }) =>
      this.visit(joinPath(path, name), joinPath(real, name), rules),
    );
  }

  private mayTake(name: string): boolean {
    const kind = fileKind(name);
    if (kind === 'json') return this.takes(kind) && configurationJson.test(name);
    if (kind === 'other') return !name.includes('.') || requirements.test(name);
    return this.takes(kind);
  }

  /** Notes what stands in a folder without reading it: engines and weights are often git-ignored, yet they are there. */
  private async record(folder: string): Promise<readonly Entry[]> {
    const entries = await this.workspace.list(folder);
    for (const { name } of entries) this.paths.add(joinPath(folder, name));
    await this.measure(folder, entries);
    return entries;
  }

  private async measure(folder: string, entries: readonly Entry[]): Promise<void> {
    if (!dataFolders.has(baseName(folder))) return;
    for (const { name, kind } of entries) {
      const size = kind === 'file' ? await this.workspace.size?.(joinPath(folder, name)) : undefined;
      if (size !== undefined) this.sizes.set(joinPath(folder, name), size);
    }
  }

  /**
   * For a config.pbtxt named by itself: what stands in its folder and in the version folders, and the models beside it
   * with what stands in their folders, so that rules about folders and ensembles know as much as after a walk.
   */
  async lookAround(path: string): Promise<void> {
    if (fileKind(path) !== 'triton-config' || baseName(path) !== 'config.pbtxt') return;
    const model = parentPath(path);
    this.paths.add(model);
    for (const { name, kind } of await this.record(model))
      if (kind === 'folder') await this.record(joinPath(model, name));
    if (model === '.' || model === '/' || baseName(model) === '..') return;
    const repository = parentPath(model);
    this.paths.add(repository);
    const models = (await this.record(repository)).filter(({ kind }) => kind === 'folder');
    await inParallel(models, readsAtATime, ({ name }) => this.record(joinPath(repository, name)));
  }
}
