/** The only way files come in: an implementation each for disk, editor and tests. Paths use `/`. */
export interface Workspace {
  /** The text of a file; undefined where it does not exist or cannot be read as text. */
  read(path: string): Promise<string | undefined>;
  /** What stands directly in a folder, sorted by name; empty where there is no such folder. */
  list(path: string): Promise<readonly Entry[]>;
  exists(path: string): Promise<boolean>;
}

export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
}
