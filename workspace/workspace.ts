/** The only way files come in: an implementation each for disk, editor and tests. Paths use `/`. */
export interface Workspace {
  /** The text of a file; undefined where it does not exist or cannot be read as text. */
  read(path: string): Promise<string | undefined>;
  /** The text of a file, or why there is none, as a person reads it: `not UTF-8: byte 0xff in line 3`. */
  load(path: string): Promise<Loaded>;
  /** What stands directly in a folder, sorted by name; empty where there is no such folder. */
  list(path: string): Promise<readonly Entry[]>;
  exists(path: string): Promise<boolean>;
  /** Bytes of a file; undefined where it does not exist. A workspace that cannot tell leaves it out. */
  size?(path: string): Promise<number | undefined>;
  /** The path without symbolic links, so that a folder reached twice is known again; the path itself where there are none. */
  realPath(path: string): Promise<string>;
}

export interface Entry {
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** Reached through a symbolic link. */
  readonly link?: true;
}

/** A byte order mark stays in the text as U+FEFF: Triton rejects a config.pbtxt that starts with one. */
export type Loaded =
  | { readonly text: string; readonly why?: undefined }
  | { readonly text?: undefined; readonly why: string };

/** Larger files are refused: nobody writes a configuration of that size by hand, and weights often stand beside it. */
export const largestFileBytes = 16 * 1024 * 1024;
