import ignore, { type Ignore } from 'ignore';

/** Folders that hold what tools made or fetched; nobody's deployment stands there. */
const neverEntered = new Set(['.git', '.hg', '.svn', 'node_modules', '__pycache__', '.venv']);

/** The `.gitignore` files that hold for a folder: its own and those of the folders above it in the walk. */
export class IgnoreRules {
  private constructor(
    private readonly above: IgnoreRules | undefined,
    private readonly folder: string,
    private readonly rules: Ignore | undefined,
  ) {}

  static readonly none = new IgnoreRules(undefined, '.', undefined);

  /** The rules inside `folder`, given the text of its `.gitignore`. */
  within(folder: string, gitignore: string | undefined): IgnoreRules {
    return gitignore === undefined ? this : new IgnoreRules(this, folder, ignore().add(gitignore));
  }

  /** Whether the walk leaves out `path`. The rules of the nearest folder that say anything decide, as in git. */
  ignores(path: string, kind: 'file' | 'folder'): boolean {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (kind === 'folder' && neverEntered.has(name)) return true;
    for (let rules: IgnoreRules | undefined = this; rules?.rules; rules = rules.above) {
      const inside =
        rules.folder === '.' ? path : path.slice(rules.folder.length + (rules.folder === '/' ? 0 : 1));
      const result = rules.rules.test(kind === 'folder' ? `${inside}/` : inside);
      if (result.ignored) return true;
      if (result.unignored) return false;
    }
    return false;
  }
}
